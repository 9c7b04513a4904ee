"""Prices in a query: the highest that is wanted.

logo under 50 dollars, $20-50          at most 50 USD
not over 500 taka, ৫০০ টাকার বেশি না     at most 500 BDT
from $50, not less than $50            nothing: a lower price leaves nobody's wish unmet
max 10 slides                          nothing: what counts something is no price
"""

import re
from decimal import Decimal

from market.core.text.bangla import nfc
from market.search.understanding.limits import FLOOR_AFTER, LESS, LINKS, MORE, TO, after, before, is_limit
from market.search.understanding.number_words import END, NUMBER, START, values
from market.search.understanding.preferences import WORDS, Preferences
from market.search.understanding.units import CURRENCY, CURRENCY_AFTER, CURRENCY_BEFORE, TAKA

MOST_AMOUNT = Decimal(10_000_000)
# Smaller numbers without a currency count something: at most 3, and with the words after it 50 এর মধ্যে.
LEAST_BARE, LEAST_BEFORE_LIMIT = 5, 100

_SIGNED = rf"{CURRENCY_BEFORE}\s*{NUMBER}(?:\s*{CURRENCY_AFTER})?"
_BETWEEN = rf"\s*(?:[-–—~]|(?:{TO}|and|ও){END})\s*"
# A number without a currency is a price where nothing follows that it may count.
_FOLLOWING = rf"(?:{'|'.join(WORDS['following'])}){END}|{MORE}|{LESS}|{FLOOR_AFTER}"
_NOTHING_COUNTED = rf"(?=\s*(?:$|[,.;:!?](?!\d)|[-–—](?=\s+\D|\s*$)|{_FOLLOWING}))"
_RANGE_OF_SIGNED = rf"{_SIGNED}(?:[-–—]|\s*{TO}{END}\s*){NUMBER}(?:\s*{CURRENCY_AFTER})?"
_RANGE_TO_BARE = rf"{_SIGNED}{_BETWEEN}{NUMBER}{_NOTHING_COUNTED}"
_LOWER_END = rf"(?:{CURRENCY_BEFORE}?\s*{NUMBER}(?:\s*{CURRENCY_AFTER})?{_BETWEEN})?"
_WITH_CURRENCY = rf"{_LOWER_END}(?:{_SIGNED}|{NUMBER}\+?\s*{CURRENCY_AFTER})"
_BARE = rf"(?:{NUMBER}{_BETWEEN})?{NUMBER}{_NOTHING_COUNTED}"
_AMOUNT = f"(?:{_RANGE_OF_SIGNED}|{_RANGE_TO_BARE}|{_WITH_CURRENCY}|{_BARE})"
_BUDGET = rf"(?P<budget>{START}(?:budget|বাজেট|bajet){END}{LINKS})?"
_PRICE = re.compile(nfc(f"{_BUDGET}{before()}(?P<amount>{_AMOUNT}){after()}"))
# Whoever names no currency in Bangla, in either script, thinks in taka.
_BANGLA = re.compile(
    "[\u0980-\u09ff]|\\b(?:ha[jz]ar|lakhs?|lac|crores?|koti|sho|bajet|er|moddh?y?e|niche|kome?|beshi|porjonto)\\b"
)
# A low price is what everybody wants: no preference, and no words of a skill.
_CHEAP = re.compile(
    nfc(
        r"\b(?:cheap(?:est|ly)?|affordable|inexpensive|budget.friendly|sostay?)\b|সস্তায়?"
        r"|\b(?:low|good|reasonable|fair|best|cheap)[ -](?:price|cost|rate|budget)s?\b"
        r"|\b(?:kom|olpo|sosta) (?:dame?|taka\w*|khoroche?|budget\w*)"
        r"|(?:কম|অল্প|সস্তা) (?:দামে?|টাকায়?|খরচে?|বাজেটে?)"
    )
)


def without_cheap(text: str) -> str:
    """The text without words that ask for a low price."""
    return _CHEAP.sub(" ", text)


def read_price(text: str) -> tuple[str, Preferences]:
    """The text without its prices, and the first price that limits, as a preference."""
    wanted = (_limit(match) for match in _PRICE.finditer(text) if _is_price(match))
    rest = _PRICE.sub(lambda match: " " if _is_price(match) else match[0], text)
    return rest, next((each for each in wanted if each), Preferences())


def _is_price(match: "re.Match[str]") -> bool:
    """Whether the number has a currency, or words of a limit beside it: under 50, ৫ হাজারের মধ্যে."""
    if CURRENCY.search(match["amount"]):
        return True
    number = max(values(match["amount"]))
    if match["budget"] or match["over"] or match["floor"] or match["most"]:
        return number >= LEAST_BARE
    return number >= LEAST_BEFORE_LIMIT and bool(match["less"] or (match["more"] and match["negated"]))


def _limit(match: "re.Match[str]") -> Preferences | None:
    """The highest price that is wanted; None where the match names none."""
    amounts, is_bare = values(match["amount"]), not CURRENCY.search(match["amount"])
    is_range = len(amounts) > 1 and not is_bare
    is_readable = "+" not in match["amount"] and 0 < max(amounts) <= MOST_AMOUNT
    if not (is_readable and is_limit(match, is_range=is_range)):
        return None
    is_taka = _BANGLA.search(match[0]) if is_bare else TAKA.search(match["amount"])
    return Preferences(price_max=max(amounts), currency="BDT" if is_taka else "USD")
