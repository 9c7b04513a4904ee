"""Prices and periods in a query: the highest price and the latest day that are wanted.

logo under 50 dollars, $20-50          at most 50 USD
not over 500 taka, ৫০০ টাকার বেশি না     at most 500 BDT
from $50, not less than $50            nothing: a lower price leaves nobody's wish unmet
৩ দিনের মধ্যে, banner in two weeks       3 days, 14 days
after 2 weeks, 20 hours a week         nothing: no day by which the work is to be done
max 10 slides                          nothing: what counts something is no price

What was read is left out of the words to be searched, also where it is no preference.
"""

import re
from dataclasses import replace
from decimal import Decimal

from market.core.text.bangla import ascii_digits, nfc
from market.search.understanding.limits import FLOOR, FLOOR_AFTER, LESS, LINKS, MORE, MOST, after, before, is_limit
from market.search.understanding.number_words import END, NUMBER, START, value
from market.search.understanding.preferences import WORDS, Preferences

MOST_AMOUNT = Decimal(10_000_000)
LEAST_BARE = 5  # a smaller number without a currency counts something: at most 3
DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30}
MOST_DAYS = 365

ENDING = "[\\w\u0980-\u09ff]*"
SIGN = rf"(?:us\$|\$|৳|{START}(?:usd|bdt|tk\.?|taka))"
UNIT = rf"(?:usd{END}|dollars?{END}|bucks{END}|\$|bdt{END}|tk{END}\.?|taka\w*|৳|টাকা{ENDING}|ডলার{ENDING}|dolar\w*)"
SIGNED = rf"{SIGN}\s*{NUMBER}(?:\s*{UNIT})?"
TO = r"(?:to|up ?to|থেকে|হতে|theke)"
RANGE = rf"\s*(?:[-–—~]|(?:{TO}|and|ও){END})\s*"
# A number without a currency is a price where nothing follows that it may count.
FOLLOWING = rf"(?:{'|'.join(WORDS['following'])}){END}|{MORE}|{LESS}|{FLOOR_AFTER}"
ENDS = rf"(?=\s*(?:$|[,.;:!?](?!\d)|[-–—](?=\s+\D|\s*$)|{FOLLOWING}))"
AMOUNT = (
    rf"(?:{SIGNED}(?:[-–—]|\s*{TO}{END}\s*){NUMBER}(?:\s*{UNIT})?|{SIGNED}{RANGE}{NUMBER}{ENDS}|"
    rf"(?:{SIGN}?\s*{NUMBER}(?:\s*{UNIT})?{RANGE})?(?:{SIGNED}|{NUMBER}\+?\s*{UNIT})|"
    rf"(?:{NUMBER}{RANGE})?{NUMBER}{ENDS})"
)
BUDGET = rf"(?P<budget>{START}(?:budget|বাজেট|bajet){END}{LINKS})?"
PRICE = re.compile(nfc(f"{BUDGET}{before()}(?P<amount>{AMOUNT}){after()}"))
NUMBERS, CURRENCY, TAKA = re.compile(NUMBER), re.compile(f"{SIGN}|{UNIT}"), re.compile("bdt|tk|taka|৳|টাকা")
BANGLA = re.compile("[\u0980-\u09ff]")  # a limit in Bangla words without a currency is in taka
# A low price is what everybody wants: no preference, and no words of a skill.
CHEAP = re.compile(
    nfc(
        r"\b(?:cheap(?:est|ly)?|affordable|inexpensive|budget.friendly|sostay?)\b|সস্তায়?"
        r"|\b(?:low|good|reasonable|fair|best|cheap)[ -](?:price|cost|rate|budget)s?\b"
        r"|\b(?:kom|olpo|sosta) (?:dame?|taka\w*|khoroche?|budget\w*)"
        r"|(?:কম|অল্প|সস্তা) (?:দামে?|টাকায়?|খরচে?|বাজেটে?)"
    )
)

HOUR, DAY, WEEK, MONTH = (
    rf"(?:{words}){END}"
    for words in (
        rf"hours?|hrs?|ঘণ্টা{ENDING}|ঘন্টা{ENDING}|ghonta\w*|ghanta\w*",
        rf"days?|দিন{ENDING}|din(?:e|er)?",
        rf"weeks?|সপ্তাহ{ENDING}|sh?[oa]ptah?\w*",
        rf"months?|মাস{ENDING}|mas(?:e|er)?",
    )
)
TIME = rf"(?:(?P<hour>{HOUR})|(?P<day>{DAY})|(?P<week>{WEEK})|(?P<month>{MONTH}))"
LONG = rf"(?:{DAY}|{WEEK}|{MONTH})"
# Work that comes again is no deadline: 20 hours a week, দিনে ৩ ঘণ্টা.
EACH = rf"(?:per|each|every|প্রতি|proti)\s*{LONG}|daily|weekly|monthly|hourly|প্রতিদিন|দৈনিক|protidin|doinik"
AGAIN_BEFORE = rf"{START}(?:{EACH}|দিনে|সপ্তাহে|মাসে|dine|sh?[oa]ptahe|mase){END}\s*"
AGAIN_AFTER = (
    rf"\s*(?:{EACH}|(?:in )?an?\s+{LONG}|/\s*{LONG}|/?\s*7\s*{DAY}|দিনে|সপ্তাহে|মাসে|dine|sh?[oa]ptahe|mase){END}"
)
# Nor is what a period lasts, or lasted: an assistant for three months, six months of experience.
LASTS = r"\s*(?=(?:er |r |এর )?(?:জন্য|ধরে|অভিজ্ঞ|jonno|dhore|obhigg|ovigg|(?:of )?experience|contract|old|ago|long))"
ONE = (
    rf"(?:(?<=\bin )|(?<=\bwithin )|(?<=\bunder )|(?<=\bthan )|(?<=\bthen )|(?<=\bto ))an?{END}"  # but not twice a week
)
BEFORE_TIME = before(rf"(?:{MOST}|in|by|before)", rf"(?:{FLOOR}|for|every|each|last|প্রতি|proti)")
PERIOD = re.compile(
    nfc(
        rf"(?P<again>{AGAIN_BEFORE})?{BEFORE_TIME}"
        rf"(?P<amount>(?:(?<![$৳\d.,])\d{{1,2}}\s*(?:[-–—]|(?:{TO}|or|বা){END})\s*)?(?:{NUMBER}|{ONE})\+?\s*-?\s*{TIME})"
        rf"(?:(?P<again_after>{AGAIN_AFTER})|(?P<lasts>{LASTS})|"
        rf"{after(rf'(?:{LESS}|delivery|turnaround)', rf'(?:{FLOOR_AFTER}|(?:later|পরে?|pore?){END})', LONG)})"
    )
)
IN_HOURS = tuple(map(nfc, ("য়", "তে", "y", "te")))  # ঘণ্টায়: the case of Bangla that says within


def read_numbers(text: str) -> tuple[str, Preferences]:
    """The text without its prices and periods, and the first limit of each as a preference."""
    text = CHEAP.sub(" ", ascii_digits(nfc(text)).casefold())
    days = [_days(match) for match in PERIOD.finditer(text)]
    text = PERIOD.sub(" ", text)
    prices = [_price(match) for match in PRICE.finditer(text) if _is_price(match)]
    text = PRICE.sub(lambda match: " " if _is_price(match) else match[0], text)
    wanted = next((each for each in prices if each), Preferences())
    within = next((each for each in days if each is not None), None)
    return text, replace(wanted, days_max=within, is_urgent=within is not None and within <= 1)


def _is_price(match: "re.Match[str]") -> bool:
    """Whether the number has a currency, or words of a limit before it: under 50."""
    limit = match["budget"] or match["over"] or match["floor"] or match["most"]
    return bool(CURRENCY.search(match["amount"])) or (bool(limit) and max(_values(match)) >= LEAST_BARE)


def _price(match: "re.Match[str]") -> Preferences | None:
    """The highest price that is wanted; None where the match names none."""
    values, amount = _values(match), match["amount"]
    is_bare = not CURRENCY.search(amount)
    if (
        "+" in amount
        or not 0 < max(values) <= MOST_AMOUNT
        or not is_limit(match, is_range=len(values) > 1 and not is_bare)
    ):
        return None
    is_taka = TAKA.search(amount) or (is_bare and BANGLA.search(match[0]))
    return Preferences(price_max=max(values), currency="BDT" if is_taka else "USD")


def _days(match: "re.Match[str]") -> int | None:
    """The days within which the work is wanted, 0 for hours; None where the match names no deadline."""
    values, amount = _values(match) or [Decimal(1)], match["amount"]
    if match["again"] or match["again_after"] or match["lasts"] is not None or "+" in amount:
        return None
    unit = next(name for name in DAYS if match[name])
    says_limit = match["most"] or match["less"] or match["refused"] or match["negated"] or amount.endswith(IN_HOURS)
    days = int(max(values) * DAYS[unit])
    if (unit == "hour" and not says_limit) or not is_limit(match, is_range=len(values) > 1):
        return None
    return days if max(values) > 0 and days <= MOST_DAYS else None


def _values(match: "re.Match[str]") -> list[Decimal]:
    return [value(number[0]) for number in NUMBERS.finditer(match["amount"])]
