"""Which days have no classes, and when Ramadan is."""

from configparser import ConfigParser
from datetime import date
from functools import cache
from pathlib import Path

from market.training.models import CalendarPeriod
from market.training.plans.calendar import Days, Span

FILE = Path(__file__).parent.parent / "data" / "holidays.ini"
Names = dict[tuple[int, int], tuple[str, str]]


def read_holidays(file: Path) -> Names:
    """By month and day, the name of each holiday in a file, in English and in Bangla."""
    parser = ConfigParser()
    parser.read(file, encoding="utf-8")
    names = {key: value.partition("|") for key, value in parser["fixed"].items()}
    return {(int(key[:2]), int(key[3:])): (en.strip(), bn.strip()) for key, (en, _bar, bn) in names.items()}


@cache
def public_holidays() -> Names:
    """The public holidays that have the same date every year."""
    return read_holidays(FILE)


def special_days(since: date) -> Days:
    """What calendars from this day on go by."""
    spans: dict[str, list[Span]] = {kind: [] for kind in CalendarPeriod.Kind.values}
    for row in CalendarPeriod.objects.filter(last_day__gte=since):
        spans[row.kind].append((row.first_day, row.last_day))
    return Days(public_holidays().keys(), spans[CalendarPeriod.Kind.HOLIDAY], spans[CalendarPeriod.Kind.RAMADAN])


def entered_holidays(first: date, last: date) -> list[Span]:
    """The holidays that officers entered and that touch these days, both ends included."""
    rows = CalendarPeriod.objects.filter(kind=CalendarPeriod.Kind.HOLIDAY, first_day__lte=last, last_day__gte=first)
    return list(rows.values_list("first_day", "last_day"))
