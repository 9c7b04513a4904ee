"""An example of a well-described job for each of the programme's topics, from data/examples.json."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language

DATA = Path(__file__).parents[1] / "data" / "examples.json"


class Example(NamedTuple):
    """A job as a client might write it."""

    title: str
    description: str


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return json.loads(DATA.read_text())  # type: ignore[no-any-return]  # the file is ours


def example_for(topic: str) -> Example | None:
    """The example for a topic (slug), in the active language; None for a topic that was added later."""
    texts = _texts().get(topic)
    language = "bn" if get_language() == "bn" else "en"
    return texts and Example(texts["title"][language], texts["description"][language])  # type: ignore[return-value]
