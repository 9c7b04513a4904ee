"""Times in a query: the days within which the work is wanted.

৩ দিনের মধ্যে, banner in two weeks       3 days, 14 days
after 2 weeks, 20 hours a week         nothing: no day by which the work is to be done
"""

import re
from decimal import Decimal

from market.core.text.bangla import nfc
from market.search.understanding.limits import FLOOR, FLOOR_AFTER, LESS, MOST, TO, after, before, is_limit
from market.search.understanding.number_words import END, NUMBER, START, values
from market.search.understanding.units import DAY, DAYS, LONG, TIME

MOST_DAYS = 365

# Work that comes again is no deadline: 20 hours a week, দিনে ৩ ঘণ্টা.
_EACH = rf"(?:per|each|every|প্রতি|proti)\s*{LONG}|daily|weekly|monthly|hourly|প্রতিদিন|দৈনিক|protidin|doinik"
_AGAIN_BEFORE = rf"{START}(?:{_EACH}|দিনে|সপ্তাহে|মাসে|dine|sh?[oa]ptahe|mase){END}\s*"
_AGAIN_AFTER = (
    rf"\s*(?:{_EACH}|(?:in )?an?\s+{LONG}|/\s*{LONG}|/?\s*7\s*{DAY}|দিনে|সপ্তাহে|মাসে|dine|sh?[oa]ptahe|mase){END}"
)
# Nor is what a period lasts, or lasted: an assistant for three months, six months of experience.
_LASTS = r"\s*(?=(?:er |r |এর )?(?:জন্য|ধরে|অভিজ্ঞ|jonno|dhore|obhigg|ovigg|(?:of )?experience|contract|old|ago|long))"
# A week is one week after these words, but not in: twice a week.
_ONE = rf"(?:(?<=\bin )|(?<=\bwithin )|(?<=\bunder )|(?<=\bthan )|(?<=\bthen )|(?<=\bto ))an?{END}"
_LOWER_END = rf"(?:(?<![$৳\d.,])\d{{1,2}}\s*(?:[-–—]|(?:{TO}|or|বা){END})\s*)?"
_BEFORE = before(rf"(?:{MOST}|in|by|before)", rf"(?:{FLOOR}|for|every|each|last|প্রতি|proti)")
_AFTER = after(rf"(?:{LESS}|delivery|turnaround)", rf"(?:{FLOOR_AFTER}|(?:later|পরে?|pore?){END})", LONG)
_PERIOD = re.compile(
    nfc(
        rf"(?P<again>{_AGAIN_BEFORE})?{_BEFORE}(?P<amount>{_LOWER_END}(?:{NUMBER}|{_ONE})\+?\s*-?\s*{TIME})"
        rf"(?:(?P<again_after>{_AGAIN_AFTER})|(?P<lasts>{_LASTS})|{_AFTER})"
    )
)
_IN_HOURS = tuple(map(nfc, ("য়", "তে", "y", "te")))  # ঘণ্টায়: the case of Bangla that says within


def read_days(text: str) -> tuple[str, int | None]:
    """The text without its periods, and the days of the first one that is a deadline: 0 for hours, None without one."""
    days = (_deadline(match) for match in _PERIOD.finditer(text))
    return _PERIOD.sub(" ", text), next((each for each in days if each is not None), None)


def _deadline(match: "re.Match[str]") -> int | None:
    """The days within which the work is wanted; None where the match names no deadline."""
    if match["again"] or match["again_after"] or match["lasts"] is not None or "+" in match["amount"]:
        return None
    numbers = values(match["amount"]) or [Decimal(1)]
    unit = next(name for name in DAYS if match[name])
    if (unit == "hour" and not _says_within(match)) or not is_limit(match, is_range=len(numbers) > 1):
        return None
    days = int(max(numbers) * DAYS[unit])
    return days if max(numbers) > 0 and days <= MOST_DAYS else None


def _says_within(match: "re.Match[str]") -> bool:
    """Whether hours are a limit: within 24 hours; not so: available 24 hours."""
    is_said = match["most"] or match["less"] or match["refused"] or match["negated"]
    return bool(is_said) or match["amount"].endswith(_IN_HOURS)
