"""Whether somebody is the person of a certificate, by their names: the holder of an account, or an applicant."""

import re

from market.core.text.bangla import fold
from market.core.text.names import HONORIFICS

MARKS = re.compile(r"[.,:;'’`\u0983()/-]+")  # after an abbreviation, and in "Abdur-Rahman"


def is_same_name(holder: str, names: list[str]) -> bool:
    """Whether the holder's name is one of these: the same words in any order, where an initial counts for a word, and
    titles count for nothing. One word at least is written out in both."""
    written = words_of_name(holder)
    return any(_match(written, words_of_name(name)) for name in names if name)


def words_of_name(name: str) -> list[str]:
    """The words of a name as they are compared: without titles, unless nothing but initials would be left."""
    words = MARKS.sub(" ", fold(name)).split()
    plain = [word for word in words if word not in HONORIFICS or len(word) == 1]
    return plain if any(len(word) > 1 for word in plain) else words


def _match(written: list[str], certified: list[str]) -> bool:
    if len(written) != len(certified) or not set(written) & {word for word in certified if len(word) > 1}:
        return False
    left = list(certified)
    for word in sorted(written, key=len, reverse=True):  # whole words first, so that an initial takes what is left
        partner = next((each for each in left if each == word), None)
        partner = partner or next((each for each in left if _is_initial_of(word, each)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _is_initial_of(one: str, other: str) -> bool:
    return (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))
