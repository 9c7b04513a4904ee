"""Files that may be larger than others: an upload says in its metadata for what `purpose` it comes.

An app registers a purpose in its slots.py: who may send files for it, and how large. They count among the files of a
day, not among its megabytes.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from market.accounts.models import User

Limit = Callable[["User"], int]
_limits: dict[str, Limit] = {}


def purpose(name: str) -> Callable[[Limit], Limit]:
    """Register how many megabytes a file for a purpose may have when this person sends it; 0: they may not."""

    def register(limit: Limit) -> Limit:
        _limits[name] = limit
        return limit

    return register


def megabytes_for(by: "User", name: str) -> int:
    """How many megabytes a file of the person's may have for this purpose; 0: as many as any other file."""
    limit = _limits.get(name)
    return limit(by) if limit else 0
