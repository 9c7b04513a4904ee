"""Halves and quarters in words: সাড়ে ৫ হাজার is 5.5 হাজার, দেড় হাজার 1.5, পৌনে দুই হাজার 1.75; five and a half 5.5."""

import re
from decimal import Decimal

from market.core.base.reference_data import rows
from market.core.text.bangla import nfc
from market.search.understanding.intents import DATA
from market.search.understanding.number_words import (
    DIGITS,
    END,
    HUNDRED,
    MULTIPLE,
    SMALL,
    SMALL_WORD,
    START,
    THOUSAND,
    any_of,
    value,
)
from market.search.understanding.units import CURRENCY_AFTER, LONG

_ROWS = list(rows(DATA / "fraction_words.csv"))
_NUMBERS = {word: Decimal(row["number"]) for row in _ROWS for word in nfc(row["words"]).split()}
_ADDED, _ALONE = (
    any_of(word for row in _ROWS if row["kind"] == kind for word in nfc(row["words"]).split())
    for kind in ("added", "alone")
)
HALF = Decimal("0.5")
_FRACTION = re.compile(
    rf"{START}(?P<added>{_ADDED})(?:\s*(?P<number>{DIGITS}|{SMALL_WORD})|(?=\s*{MULTIPLE}))"
    rf"|{START}(?P<alone>{_ALONE})(?:{END}|(?={MULTIPLE}))"  # দেড় হাজার, দেড়শ
    rf"|(?P<halved>{SMALL})\s+and\s+(?:a\s+)?half{END}"
)
_COUNTED = re.compile(rf"\s*(?:k{END}|{MULTIPLE}|{CURRENCY_AFTER}|{LONG})")
_LATIN = re.compile("[a-z]")


def fractions_in_digits(text: str) -> str:
    """The text with each number that has a half or a quarter in digits; what is counted stands as it was.

    In Latin letters such a word may be another one (der, share), so there it needs a thousand, taka or a time after it.
    """
    return _FRACTION.sub(_in_digits, text)


def _in_digits(match: "re.Match[str]") -> str:
    number = _number(match)
    is_sure = not _LATIN.search(match[0]) or _COUNTED.match(match.string, match.end())
    return f"{number.normalize():f} " if is_sure else match[0]


def _number(match: "re.Match[str]") -> Decimal:
    if match["alone"]:
        return _NUMBERS[match["alone"]]
    number = value(match["number"] or match["halved"] or "1")
    part = _NUMBERS[match["added"]] if match["added"] else HALF
    return number + part * _scale(number)


def _scale(number: Decimal) -> int:
    """What a half is a half of: সাড়ে পাঁচশ is 550."""
    return next((scale for scale in (THOUSAND, HUNDRED) if number >= scale and number % scale == 0), 1)
