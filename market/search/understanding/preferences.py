"""Preferences in a query: a price, a time, a language, experience. They rank, they never exclude.

logo under 50 dollars          price of at most 50 USD
logo over 50 dollars           no preference: a lower price leaves nobody's wish unmet
৩ দিনের মধ্যে ব্যানার           three days
website within two months      sixty days
banner in two weeks            two weeks: numbers may be words
urgent data entry              free now
hindi speaking assistant       Hindi
experienced wordpress          has finished jobs here
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from market.core.base.money import Money
from market.core.base.reference_data import rows
from market.core.text.bangla import ascii_digits, nfc
from market.profiles.models import Profile
from market.search.understanding.intents import DATA, is_function_word

MOST_AMOUNT = Decimal(10_000_000)
HUNDRED = 100
DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30}
MOST_DAYS = 365

ENDING = "[\\w\u0980-\u09ff]*"  # of a word: a vowel sign of Bangla is no "\\w"
END = "(?![\\w\u0980-\u09ff])"
NUMBER = r"(?P<number>\d[\d,]{0,12}(?:\.\d{1,2})?)(?!\d)"
LIMIT = (
    r"(?:under|below|less than|up ?to|at most|max(?:imum)?|not? more than|cheaper than|budget(?: of| is)?|বাজেট|bajet)"
)
LEAST = r"(?:over|above|more than|at least|min(?:imum)?|not? less than|from|কমপক্ষে|অন্তত|ন্যূনতম|kompokkhe|ontoto)"
WITHIN = r"(?:মধ্যে|ভিতরে?|ভেতরে?|নিচে|কমে?|moddhe|modde|moddhye|niche|kome?)"
NOT_MORE = rf"(?:বেশি|beshi|besi)\s*(?:না|নয়|na|noy){END}"
MORE = rf"(?:(?:বেশি|উপরে?|ওপরে?|beshi|besi|upore?|opore?|plus|or more|and more|and above){END}|\+)"
OF = r"\s*(?:er|r|এর)?\s*"
BEFORE = rf"(?:\b(?:{LIMIT}|(?P<least>{LEAST}))\s*)?"
AFTER = rf"(?:{OF}(?:{NOT_MORE}|{WITHIN}{END}|(?P<more>{MORE})))?"
SIGN = r"(?P<sign>us\$|usd|\$|bdt|tk\.?|৳|taka)"
UNIT = rf"(?P<unit>usd|dollars?|bucks|\$|bdt|tk\b\.?|taka\w*|৳|টাকা{ENDING}|ডলার{ENDING}|dolar\w*)"
THOUSAND = r"(?P<thousand>\s*(?:k\b|thousand|হাজার|hajar|hazar))?"
AMOUNTS = [
    re.compile(rf"{BEFORE}{SIGN}\s*{NUMBER}{THOUSAND}{AFTER}"),
    re.compile(rf"{BEFORE}{NUMBER}{THOUSAND}\s*{UNIT}{AFTER}"),
    re.compile(
        rf"\b{LIMIT}\s*{NUMBER}{THOUSAND}"
        r"(?!\s*(?:day|hour|week|month|page|word|din|mas|shoptah|দিন|ঘণ্টা|সপ্তাহ|মাস))"
    ),
]
TIME = (
    rf"(?:(?P<hour>hours?|hrs?|ঘণ্টা{ENDING}|ঘন্টা{ENDING}|ghonta\w*|ghanta\w*)|(?P<day>days?|দিন{ENDING}|din(?:e|er)?)|"
    rf"(?P<week>weeks?|সপ্তাহ{ENDING}|shoptah\w*)|(?P<month>months?|মাস{ENDING}|mas(?:e|er)?)){END}"
)
# What a period lasts, or lasted, is no deadline: an assistant for three months, six months of experience.
LASTS = r"(?:জন্য|ধরে|অভিজ্ঞ|jonno|dhore|obhigg|ovigg|(?:of )?experience)"
PERIOD = re.compile(
    rf"(?:\b(?:within|in|by|under|(?P<lasting>for))\s*)?{NUMBER}\s*{TIME}(?:{OF}(?:{WITHIN}{END}|(?P<lasts>(?={LASTS}))))?"
)
NUMBERS = {word: int(row["number"]) for row in rows(DATA / "number_words.csv") for word in nfc(row["words"]).split()}
NUMBER_WORD = "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
# A number in words, before what it counts; "a" only where it limits: within a week, but not twice a week.
IN_WORDS = re.compile(
    rf"(?<![\w\u0980-\u09ff])(?:(?:(?<=\bin )|(?<=\bwithin )|(?<=\bunder ))an?|{NUMBER_WORD}(?:[ -]+{NUMBER_WORD})*)"
    rf"(?=\s+{THOUSAND}\s*(?:{UNIT}|{TIME}))"
)
# A low price is what everybody wants: no preference, and no words of a skill.
CHEAP = re.compile(
    r"\b(?:cheap(?:est|ly)?|affordable|inexpensive|budget.friendly|sostay?)\b|সস্তায়?"
    r"|\b(?:low|good|reasonable|fair|best|cheap)[ -](?:price|cost|rate|budget)s?\b"
    r"|\b(?:kom|olpo|sosta) (?:dame?|taka\w*|khoroche?|budget\w*)"
    r"|(?:কম|অল্প|সস্তা) (?:দামে?|টাকায়?|খরচে?|বাজেটে?)"
)
TAKA = re.compile("bdt|tk|taka|৳|টাকা")
BANGLA = re.compile("[\u0980-\u09ff]")  # a limit in Bangla words without a currency is in taka


WORDS = {row["kind"]: frozenset(nfc(row["words"]).split()) for row in rows(DATA / "preference_words.csv")}
URGENT, PROVEN, SPEAKING = WORDS["urgent"], WORDS["proven"], WORDS["speaking"]
BEFORE_SPOKEN = WORDS["before_spoken"]
LANGUAGE_BY_WORD = {word: code for code in Profile.Language.values for word in WORDS[code]}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person would like beside the skill. `price_max` is in `currency`; `days_max` is 0 for hours."""

    price_max: Decimal | None = None
    currency: str = "USD"
    days_max: int | None = None
    language: str = ""
    is_urgent: bool = False
    is_proven: bool = False

    @property
    def price(self) -> Money | None:
        """The highest price."""
        return None if self.price_max is None else Money(self.price_max, self.currency)

    @property
    def language_name(self) -> str:
        """The name of the language in the reader's language; "" without one."""
        return str(dict(Profile.Language.choices).get(self.language, ""))


def read_numbers(text: str) -> tuple[str, Preferences]:
    """The text without its price and its period, and these as preferences."""
    text = IN_WORDS.sub(_in_digits, CHEAP.sub(" ", ascii_digits(nfc(text)).casefold()))
    wanted = Preferences()
    for pattern in AMOUNTS:
        if (match := pattern.search(text)) and (amount := _amount(match)):
            is_bare = pattern.groupindex.keys().isdisjoint(("sign", "unit"))
            currency = "BDT" if TAKA.search(match[0]) or (is_bare and BANGLA.search(match[0])) else "USD"
            text = _without(text, match)
            if not is_bare and (match["least"] or match["more"]):
                break
            wanted = replace(wanted, price_max=amount, currency=currency)
            break
    if match := PERIOD.search(text):
        unit, text = next(name for name in DAYS if match[name]), _without(text, match)
        if not match["lasting"] and match["lasts"] is None:
            days = min(int(Decimal(match["number"].replace(",", ""))) * DAYS[unit], MOST_DAYS)
            wanted = replace(wanted, days_max=days, is_urgent=days <= 1)
    return text, wanted


def _in_digits(match: "re.Match[str]") -> str:
    """The number that words say: five hundred, একশ পঞ্চাশ."""
    total = 0
    for word in re.split("[ -]+", match[0]):
        number = NUMBERS.get(word, 1)
        total = total * number if number == HUNDRED and total else total + number
    return str(total)


def _amount(match: "re.Match[str]") -> Decimal | None:
    amount = Decimal(match["number"].replace(",", "")) * (1000 if match["thousand"] else 1)
    return amount if 0 < amount <= MOST_AMOUNT else None


def _without(text: str, match: "re.Match[str]") -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def read_manner(words: Sequence[str], wanted: Preferences) -> tuple[list[str], Preferences]:
    """The words that name neither haste nor experience, and `wanted` with what the others ask for."""
    is_urgent, is_proven = (bool(group.intersection(words)) for group in (URGENT, PROVEN))
    rest = [word for word in words if word not in URGENT and word not in PROVEN]
    return rest, replace(wanted, is_urgent=wanted.is_urgent or is_urgent, is_proven=is_proven)


def spoken(words: Sequence[str]) -> set[int]:
    """The positions of languages to be spoken, and of the words of speaking beside them: speaks English, in English.

    Other function words may stand between a language and a word of speaking.
    """
    positions = {at for at in range(1, len(words)) if words[at] in LANGUAGE_BY_WORD and words[at - 1] in BEFORE_SPOKEN}
    telling = [at for at, word in enumerate(words) if word in SPEAKING or not is_function_word(word)]
    for pair in pairwise(telling):
        if any(words[at] in LANGUAGE_BY_WORD for at in pair) and any(words[at] in SPEAKING for at in pair):
            positions.update(pair)
    return positions


def read_language(words: Sequence[str], wanted: Preferences) -> tuple[list[str], Preferences]:
    """The words that name no language that is to be spoken, and `wanted` with the first one named."""
    named = [LANGUAGE_BY_WORD[word] for word in words if word in LANGUAGE_BY_WORD]
    rest = [word for word in words if word not in LANGUAGE_BY_WORD and word not in SPEAKING]
    return rest, replace(wanted, language=named[0]) if named else wanted
