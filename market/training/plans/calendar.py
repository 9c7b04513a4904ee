"""A batch's calendar by rule: live classes on their weekdays, then face-to-face ones, then months of project work.

Pure: it reads no table. Days and times are those of Bangladesh.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError

LIVE, IN_PERSON = "live", "in_person"
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60  # in minutes
REACH = 1100  # days: a calendar that does not end within three years is a mistake
Span = tuple[date, date]  # both days included


class NoRoomInCalendar(DomainError):
    """So many days are closed that the classes find no place."""

    help = "programme#calendar"
    code = "no_room_in_calendar"
    sentence = _("The classes find no place within three years. Look at the weekdays of the plan, and at the holidays.")


class Rule(Protocol):
    """What a calendar is made from: `PlanTemplate`."""

    class_count: int
    class_weekdays: list[int]
    class_at: time
    class_minutes: int
    ramadan_at: time
    in_person_count: int
    in_person_weekdays: list[int]
    in_person_at: time
    in_person_minutes: int
    project_months: int


class Hours(NamedTuple):
    """When the classes of a batch begin, where it has hours of its own; None: when the rule says."""

    class_at: time | None = None
    in_person_at: time | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Which days are special: holidays that come every year, by month and day; other holidays; Ramadan."""

    yearly: Collection[tuple[int, int]] = frozenset()
    holidays: Sequence[Span] = ()
    ramadan: Sequence[Span] = ()

    def is_closed(self, day: date) -> bool:
        """Whether no class is on this day."""
        return (day.month, day.day) in self.yearly or any(first <= day <= last for first, last in self.holidays)

    def is_ramadan(self, day: date) -> bool:
        """Whether live classes have the hours of Ramadan."""
        return any(first <= day <= last for first, last in self.ramadan)


class Slot(NamedTuple):
    """A class that is to be: its kind, its number among those of its kind, and its time."""

    kind: str
    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """The classes in their order, and the last day of the project work."""

    slots: list[Slot] = field(default_factory=list)
    last_day: date = date.max


def make_calendar(
    rule: Rule,
    first_day: date,
    days: Days,
    numbers: Mapping[str, Sequence[int]] | None = None,
    hours: Hours = Hours(),  # noqa: B008  # a tuple
) -> Calendar:
    """The calendar of a batch whose first class may be on `first_day`, at `hours` of its own.

    `numbers`: by kind, those that are still to come; without it all are. Raises NoRoomInCalendar.
    """
    numbers = numbers or {LIVE: range(1, rule.class_count + 1), IN_PERSON: range(1, rule.in_person_count + 1)}
    slots, day = [], first_day
    for kind in (LIVE, IN_PERSON):
        weekdays = rule.class_weekdays if kind == LIVE else rule.in_person_weekdays
        open_days = _open_days(day, weekdays, days)
        for number in numbers.get(kind, ()):
            day = next(open_days, date.max)
            if day == date.max:
                raise NoRoomInCalendar
            slots.append(Slot(kind, number, *_times(rule, hours, kind, day, days)))
            day += DAY
    return Calendar(slots, _months_later(day - DAY, rule.project_months))


def day_start(day: date) -> datetime:
    """The instant at which a day begins in Bangladesh."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def _open_days(first: date, weekdays: Collection[int], days: Days) -> Iterator[date]:
    for offset in range(REACH):
        day = first + offset * DAY
        if day.weekday() in weekdays and not days.is_closed(day):
            yield day


def _times(rule: Rule, hours: Hours, kind: str, day: date, days: Days) -> tuple[datetime, datetime]:
    if kind == IN_PERSON:
        at, minutes = hours.in_person_at or rule.in_person_at, rule.in_person_minutes
    else:
        at, minutes = _live_at(rule, hours.class_at, in_ramadan=days.is_ramadan(day)), rule.class_minutes
    starts_at = datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))
    return starts_at, starts_at + timedelta(minutes=minutes)


def _live_at(rule: Rule, own: time | None, *, in_ramadan: bool) -> time:
    """When a live class begins. In Ramadan an own hour moves by as much as the rule's does, if the class ends by
    midnight then: so two batches of a trainer do not meet then either."""
    if own is None:
        return rule.ramadan_at if in_ramadan else rule.class_at
    begins = _minutes(own) + _minutes(rule.ramadan_at) - _minutes(rule.class_at)
    if not in_ramadan or not 0 <= begins <= MIDNIGHT - rule.class_minutes:
        return own
    return time(*divmod(begins, 60))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
