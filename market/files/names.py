"""Names of files, as they are kept and offered."""

import unicodedata
from collections.abc import Callable

from market.core.text.bangla import clip, nfc
from market.core.text.contact import contact_in

LENGTH, STORED = 120, 255
FORBIDDEN = set('/\\:*?"<>|')


def clean_name(name: str) -> str:
    """The name without its path, control characters and what turns the direction of a line; in NFC.

    At most 120 characters as a reader counts them; a long one keeps its ending. Never empty.
    """
    name = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    letters = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name)
    letters = "".join(
        letter
        for letter in letters
        if letter not in FORBIDDEN and unicodedata.category(letter) != "Cf" or letter in "\u200c\u200d"
    )
    letters = " ".join(letters.split()).strip(". ")
    stem, dot, ending = letters.rpartition(".")
    if not dot or len(ending) > 10 or not stem:
        return _fit(letters, LENGTH, STORED) or "file"
    return _fit(stem, LENGTH - len(ending) - 1, STORED - len(ending) - 1) + dot + ending


def covered(name: str, cover: Callable[[str], str]) -> str:
    """The name with contact data covered by `cover`; its ending stays, unless it ends as the name of a site does."""
    stem, dot, ending = name.rpartition(".")
    if not stem or contact_in(f"a.{ending}"):
        return cover(name)
    return cover(stem) + dot + ending


def _fit(text: str, most: int, stored: int) -> str:
    """The text in so many graphemes and so many code points."""
    text = clip(text, most)
    while len(text) > stored:
        text = clip(text, max(1, most := most // 2)) if most > 1 else text[:stored]
    return text
