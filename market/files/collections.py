"""What a file belongs to: the files beside it, where they stand, and whether they can be taken together.

The app that attaches files says so (in its slots.py); a file of no app stands by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Collection:
    """The files of one thing in order, as this person sees them: the page that shows them, what that page is called,
    the address of all as one archive, and what was written with them, if there is any."""

    files: Sequence[Upload] = field(default_factory=list)
    url: str = ""
    title: str = ""
    archive_url: str = ""
    caption: str = ""

    def neighbours(self, upload: Upload) -> tuple[Upload | None, Upload | None]:
        """The file before this one and the one after it."""
        at = self.position(upload)
        return (
            self.files[at - 1] if at > 0 else None,
            self.files[at + 1] if at + 1 < len(self.files) else None,
        )

    def position(self, upload: Upload) -> int:
        """Which file it is, from 0."""
        return list(self.files).index(upload)


Finder = Callable[["User", Upload], Collection | None]
_finders: list[Finder] = []


def collection(finder: Finder) -> Finder:
    """Register a function that gives a file's collection as the person may see it; None where it is none of the app."""
    _finders.append(finder)
    return finder


def collection_of(user: "User", upload: Upload) -> Collection:
    """What the file belongs to, for this person, who may read it."""
    collections = (each for finder in _finders if (each := finder(user, upload)) is not None)
    return next(collections, Collection([upload]))
