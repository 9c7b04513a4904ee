"""Prices and periods in a query: the highest price (`prices`) and the latest day (`periods`) that are wanted.

What was read is left out of the words to be searched, also where it is no preference.
"""

from dataclasses import replace

from market.core.text.bangla import ascii_digits, nfc
from market.search.understanding.fractions import fractions_in_digits
from market.search.understanding.periods import read_days
from market.search.understanding.preferences import Preferences
from market.search.understanding.prices import read_price, without_cheap


def read_numbers(text: str) -> tuple[str, Preferences]:
    """What a user typed without its prices and periods, and the first limit of each as a preference."""
    text = fractions_in_digits(without_cheap(ascii_digits(nfc(text)).casefold()))
    text, days = read_days(text)
    text, wanted = read_price(text)
    return text, replace(wanted, days_max=days, is_urgent=days is not None and days <= 1)
