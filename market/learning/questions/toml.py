"""Reading TOML that people send."""

import tomllib
from typing import Any

MOST_DOTS = 200  # in a line: the parser looks at every part of a key again for each of them


def read_toml(text: str) -> dict[str, Any]:
    """The table that a text is. Raises ValueError, also for a line that takes too long to read, and RecursionError."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"Too many dots (at line {number}, column 1)")
    return tomllib.loads(text)
