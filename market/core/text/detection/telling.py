"""Whether a text can hold contact data at all. Nearly no message does, and its words alone say so.

Each rule needs digits, a sign or a word before its patterns are tried. What a word has of these is remembered: the
words of messages come again and again, and their texts do not.
"""

import re
from functools import lru_cache

from market.core.text.detection import words
from market.core.text.detection.handles import BY_ITSELF, SHORT
from market.core.text.detection.links import INNER_DOT, LONE_DOT, LONE_W, SAYS_MEET
from market.core.text.detection.numerals import (
    ALL,
    LEAST_DIGITS,
    LEAST_WORDS,
    LONG_GLUED,
    LONG_WORD,
    PUNCTUATION,
    count_digits,
)
from market.core.text.detection.wallets import IBAN_BEGINS, LEAST_OF_WALLET
from market.core.text.detection.words import looks_for

SIGNS = re.compile(rf"[@/#(\[]|live:|{INNER_DOT.pattern}|{IBAN_BEGINS}")
LISTS = ("dots", "mailboxes", "backward_mailboxes", "slashes", "messengers", "payers")
LISTED = frozenset[str]().union(*map(words.words, LISTS)) - SHORT | {"www", "http", "hxxp"}
LONGEST_CACHED = 100  # letters of a word that is remembered
_has_listed = looks_for(max(word.split(), key=len) for word in LISTED)  # of a phrase, its longest word


def may_have_contact(text: str, written: str) -> bool:
    """Whether a text, given as plain and as it was written, may have contact data. False is sure."""
    if count_digits(text) >= LEAST_DIGITS or max(map(len, written.split()), default=0) >= LEAST_OF_WALLET:
        return True
    if LONE_W.search(text) or LONE_DOT.search(text) or ("-" in text and SAYS_MEET.search(text)):
        return True
    parts = text.split()
    if not written.isascii():
        parts += written.casefold().replace("ı", "i").split()  # as `written_names` reads it
    numbers = set[str]()
    for part in parts:
        in_part = (_numbers_in if len(part) <= LONGEST_CACHED else _numbers_in.__wrapped__)(part)
        if in_part is None:
            return True
        numbers |= in_part
    return len(numbers) >= LEAST_WORDS


@lru_cache(maxsize=8192)
def _numbers_in(part: str) -> frozenset[str] | None:
    """The words for numbers in a part of a text without blanks; None where it has anything else that a rule needs."""
    if SIGNS.search(part) or _has_listed(part) or BY_ITSELF.search(part):
        return None
    if any(map(LONG_GLUED.search, LONG_WORD.findall(part))):
        return None
    return ALL.intersection(part.translate(PUNCTUATION).split())
