"""Refusals of a PDF whose text says how to reach somebody elsewhere: until money is held for a contract of the two,
only who sent it opens it (`Upload.is_held_from`). In a text such a part is masked; a document is held back whole.
"""

from typing import TYPE_CHECKING

from market.core.base.errors import NotAllowed
from market.files.models import HELD, SEARCHED, Upload

if TYPE_CHECKING:
    from market.accounts.models import User


class FileHeldBack(NotAllowed):
    help = "talking-safely#files"
    code, sentence = "file_held_back", HELD


class FileBeingSearched(NotAllowed):
    help = "talking-safely#files"
    code, sentence = "file_being_searched", SEARCHED


def require_open(upload: Upload, reader: "User") -> None:
    """Raise FileHeldBack or FileBeingSearched where the person may not open it yet."""
    if upload.is_held_from(reader):
        raise FileHeldBack if upload.has_contact else FileBeingSearched
