"""Which days are banking days."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from market.core.base import clock
from market.payments.holidays.models import Holiday
from market.training.periods.queries import Names, entered_holidays, public_holidays, read_holidays

FILE = Path(__file__).parent.parent / "data" / "holidays.ini"
WEEKEND = (4, 5)  # Friday and Saturday
REACH = timedelta(days=60)  # no row of holidays is longer


@cache
def fixed_holidays() -> Names:
    """By month and day, the name of each day on which banks are closed every year, in English and in Bangla."""
    return public_holidays() | read_holidays(FILE)


def holidays_between(first: date, last: date) -> set[date]:
    """The days that operators entered, and officers for everybody, both ends included."""
    closed = set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
    for since, until in entered_holidays(first, last):
        closed.update(since + timedelta(days=offset) for offset in range((until - since).days + 1))
    return closed


def banking_days_after(instant: datetime, count: int) -> datetime:
    """The same time of day, so many banking days later."""
    day = clock.local(instant)
    closed = holidays_between(day.date(), day.date() + REACH)
    while count:
        day += timedelta(days=1)
        count -= _is_open(day.date(), closed)
    return day


def banking_day_before(instant: datetime) -> datetime:
    """The same time of day on the last banking day before."""
    day = clock.local(instant) - timedelta(days=1)
    closed = holidays_between(day.date() - REACH, day.date())
    while not _is_open(day.date(), closed):
        day -= timedelta(days=1)
    return day


def _is_open(day: date, closed: set[date]) -> bool:
    return day.weekday() not in WEEKEND and (day.month, day.day) not in fixed_holidays() and day not in closed
