"""Amounts, numbers, days and spans of time in the reader's locale.

`language` is "en" or "bn"; `bangla_digits` is the person's setting, without it that of the reader (see
`core.text.locale`), and counts on Bangla pages only. English text keeps ASCII digits. Taka are grouped by lakh and
crore in both languages, everything on Bangla pages is.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from django.utils import numberformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from moneyed import Money

from market.core.text import bangla, locale

# Babel has each of these, and none as it is wanted on these pages: decision 0041.
SYMBOLS = {"USD": "$", "BDT": "৳", "EUR": "€", "GBP": "£"}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905  # reads as a list
    "bn": "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর".split(),  # noqa: SIM905
}
# The part of the day, by the hour before which it ends: Bangla tells the time with it.
DAY_PARTS = ((4, "রাত"), (6, "ভোর"), (12, "সকাল"), (15, "দুপুর"), (18, "বিকাল"), (20, "সন্ধ্যা"), (24, "রাত"))
MEGABYTE = 1024 * 1024
THOUSANDS, LAKHS = 3, (3, 2, 0)  # as Django's NUMBER_GROUPING has it
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def format_money(money: Money, language: str, bangla_digits: bool | None = None) -> str:
    """An amount with its sign: $1,234.50, ৳12,34,567, in Bangla ৳১২,৩৪,৫৬৭.৫০ and $১২০.০০.

    Whole taka stand without decimals. A currency without a sign of its own is named by its code.
    """
    currency = money.currency.code
    amount = Decimal(money.amount)
    places = 0 if currency == "BDT" and amount == amount.to_integral_value() else 2
    lakhs = currency == "BDT" or language == "bn"
    sign = "−" if amount < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return _digits(sign + symbol + _grouped(f"{abs(amount):.{places}f}", lakhs), language, bangla_digits)


def format_number(n: int | float | Decimal, language: str, bangla_digits: bool | None = None) -> str:
    """A number with its groups: 1,234,567 in English, ১২,৩৪,৫৬৭ in Bangla; decimals as they are."""
    return _digits(_grouped(n, language == "bn"), language, bangla_digits)


def format_size(size: int, language: str) -> str:
    """A number of bytes as people read it: 1.5 MB, ১.৫ মেগাবাইট; below a megabyte in KB."""
    if size < MEGABYTE:
        return _("%(size)s KB") % {"size": format_number(math.ceil(size / 102.4) / 10, language)}
    megabytes = round(size / MEGABYTE, 1)
    whole = int(megabytes) if megabytes.is_integer() else megabytes
    return _("%(size)s MB") % {"size": format_number(whole, language)}


def format_day(day: date, language: str, bangla_digits: bool | None = None, year: bool = True) -> str:
    """A day: 25 November 2026, ২৫ নভেম্বর, ২০২৬; without its year 25 November, ২৫ নভেম্বর."""
    text = f"{day.day} {MONTHS['bn' if language == 'bn' else 'en'][day.month - 1]}"
    if year:
        text += f", {day.year}" if language == "bn" else f" {day.year}"
    return _digits(text, language, bangla_digits)


def format_when(at: datetime, language: str, bangla_digits: bool | None = None, tz: tzinfo | None = None) -> str:
    """An instant: 25 November 2026, 3:05 pm; ২৫ নভেম্বর, ২০২৬, বিকাল ৩:০৫. Given `tz`, in that zone, else in its own."""
    local = at.astimezone(tz) if tz else at
    return f"{format_day(local, language, bangla_digits)}, {format_clock(local, language, bangla_digits)}"


def format_clock(at: datetime, language: str, bangla_digits: bool | None = None) -> str:
    """The time of an instant in its zone: 3:05 pm, বিকাল ৩:০৫."""
    clock = f"{at.hour % 12 or 12}:{at.minute:02}"
    if language == "bn":
        part = next(part for end, part in DAY_PARTS if at.hour < end)
        clock = f"{part} {clock}"
    else:
        clock += " am" if at.hour < 12 else " pm"
    return _digits(clock, language, bangla_digits)


def format_names(names: Sequence[str]) -> str:
    """Names in a sentence: "Stripe, bKash and SSLCOMMERZ"; "" for none."""
    if len(names) < 2:  # noqa: PLR2004  # one needs no "and"
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def format_left(delta: timedelta, language: str, bangla_digits: bool | None = None) -> str:
    """How long something still has: "14 days left", from two days on in days, then hours, then minutes."""
    with translation.override(language):
        if delta <= timedelta(0):
            return _("time is up")
        if delta >= 2 * DAY:
            count = round(delta / DAY)
            text = ngettext("%(count)s day left", "%(count)s days left", count)
        elif delta >= 2 * HOUR:
            count = round(delta / HOUR)
            text = ngettext("%(count)s hour left", "%(count)s hours left", count)
        else:
            count = max(round(delta / MINUTE), 1)
            text = ngettext("%(count)s minute left", "%(count)s minutes left", count)
        return text % {"count": format_number(count, language, bangla_digits)}


def _digits(text: str, language: str, bangla_digits: bool | None) -> str:
    wanted = locale.has_bangla_digits() if bangla_digits is None else bangla_digits
    return bangla.bangla_digits(text) if language == "bn" and wanted else text


def _grouped(number: int | float | Decimal | str, lakhs: bool) -> str:
    """A number with commas: the last three digits, then twos (lakh, crore) or threes."""
    return numberformat.format(
        number, ".", grouping=LAKHS if lakhs else THOUSANDS, thousand_sep=",", force_grouping=True
    )
