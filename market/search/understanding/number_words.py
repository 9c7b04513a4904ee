"""Numbers in digits and in words: 1,500; 1.5k; five hundred and fifty; ৫ লাখ ২০ হাজার; একশ পঞ্চাশ.

Patterns take text in NFC, in lower case, with the digits 0 to 9. Halves and quarters are read before (`fractions`).
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from market.core.base.reference_data import rows
from market.core.text.bangla import nfc
from market.search.understanding.intents import DATA

HUNDRED, THOUSAND, TWENTY, TEN = 100, 1000, 20, 10
MOST = Decimal(10**15)
START = "(?<![\\w\u0980-\u09ff])"  # of a word: a vowel sign of Bangla is no "\\w"
END = "(?![\\w\u0980-\u09ff])"
VALUES = {word: int(row["number"]) for row in rows(DATA / "number_words.csv") for word in nfc(row["words"]).split()}
SCALES = {"k": THOUSAND, **{word: number for word, number in VALUES.items() if number >= THOUSAND}}


def any_of(words: Iterable[str]) -> str:
    """The pattern of one of these words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_MULTIPLE_WORDS = any_of(word for word, number in VALUES.items() if number == HUNDRED or number >= THOUSAND)
_OTHER_WORDS = any_of(word for word, number in VALUES.items() if number != HUNDRED and number < THOUSAND)
DIGITS = r"\d+(?:,\d+)*(?:\.\d+)?"
MULTIPLE = rf"(?:{_MULTIPLE_WORDS}(?:এর|ের|র|er)?{END})"  # hundred, হাজারের, hajarer
SMALL_WORD = rf"{_OTHER_WORDS}{END}"  # five, পাঁচশ
SMALL = rf"(?:(?<!\d)(?<!\d[.,]){DIGITS}|{START}{SMALL_WORD})"
_SCALED = rf"\s*(?:k{END}|{MULTIPLE})(?:\s+(?:and\s+)?{DIGITS})?"
_ADDED = rf"(?:\s*-\s*|\s+(?:and\s+)?){SMALL_WORD}"
# Read whole or not at all (the group is atomic): no end of a longer number, no number with its scale left behind.
NUMBER = rf"(?>(?:{SMALL}|{START}{MULTIPLE})(?:{_SCALED}|{_ADDED})*)"
_NUMBER = re.compile(NUMBER)
_PART = re.compile(rf"{DIGITS}|(?<![a-z])k{END}|{any_of(VALUES)}")


def value(text: str) -> Decimal:
    """The number that a match of NUMBER says; of numbers side by side, the last: দুই তিন (two or three) is 3."""
    total, current, scale = Decimal(0), Decimal(0), Decimal(0)
    for part in _PART.findall(text):
        number = min(Decimal(SCALES.get(part) or VALUES.get(part) or part.replace(",", "")), MOST)
        if part in SCALES:
            total = (total if number < scale else 0) + (current or 1) * number
            current, scale = Decimal(0), number
        elif current and VALUES.get(part) == HUNDRED:
            current = min(current * number, MOST)
        elif _adds(current, number):
            current += number
        else:
            current = number
    return total + current


def values(text: str) -> list[Decimal]:
    """The numbers of a text: of an amount one, of a range two."""
    return [value(number[0]) for number in _NUMBER.finditer(text)]


def _adds(before: Decimal, number: Decimal) -> bool:
    """Whether a number goes on with the one before: hundred and fifty, fifty five."""
    if before % HUNDRED == 0:
        return before == 0 or number < HUNDRED
    return before >= TWENTY and before % TEN == 0 and number < TEN
