"""Which trainer has which batches, how many classes a week, and on which days they are expected in two districts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.models import Batch, BatchTrainer, ClassSession, District, Phase
from market.training.plans.calendar import DAY
from market.training.plans.planning import trainers

WEEKS = 8
WEEK = timedelta(days=7)
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Sunday on, with the classes that a trainer gives."""

    first_day: date
    live: int
    in_person: int

    @property
    def classes(self) -> int:
        """All of them."""
        return self.live + self.in_person


@dataclass(frozen=True, slots=True)
class Clash:
    """A day on which face-to-face classes of a trainer are in several districts."""

    day: date
    districts: list[District]


@dataclass(frozen=True, slots=True)
class Load:
    """A trainer with the batches that are not over, and the classes of the next weeks."""

    trainer: User
    batches: list[Batch]
    weeks: list[Week]
    clashes: list[Clash]

    @property
    def most(self) -> int:
        """The classes of the busiest week."""
        return max((each.classes for each in self.weeks), default=0)


def loads(phase: Phase | None = None) -> list[Load]:
    """Every trainer, the busiest first; with a phase, those who teach in it. A constant number of statements."""
    by_trainer = _batches()
    sessions: dict[int | None, list[ClassSession]] = defaultdict(list)
    for each in _to_come():
        sessions[each.trainer_id].append(each)
    people = {each.pk: each for each in trainers()}
    rows = [
        Load(each, by_trainer[each.pk], _weeks(sessions[each.pk]), _clashes(sessions[each.pk]))
        for each in people.values()
        if phase is None or any(batch.phase_id == phase.pk for batch in by_trainer[each.pk])
    ]
    return sorted(rows, key=lambda each: -each.most)


def _batches() -> dict[int, list[Batch]]:
    """By trainer, the batches of the plan that are not over: led or taught."""
    today = clock.local(clock.now()).date()
    rows = Batch.objects.exclude(phase=None).filter(ended_on__gte=today).select_related("district", "phase", "topic")
    batches = {each.pk: each for each in rows.order_by("started_on", "code")}
    taught: dict[int, dict[int, Batch]] = defaultdict(dict)
    for each in batches.values():
        if each.trainer_id is not None:
            taught[each.trainer_id][each.pk] = each
    teaching = BatchTrainer.objects.filter(batch__in=batches, removed_at=None).values_list("trainer", "batch")
    for trainer_id, batch_id in teaching:
        taught[trainer_id][batch_id] = batches[batch_id]
    return defaultdict(list, {key: list(each.values()) for key, each in taught.items()})


def _to_come() -> "QuerySet[ClassSession]":
    now = clock.now()
    rows = ClassSession.objects.planned().filter(trainer__isnull=False, starts_at__gte=now)
    soon = Q(starts_at__lt=now + WEEKS * WEEK) | Q(kind=ClassSession.Kind.IN_PERSON)
    return rows.filter(soon).select_related("batch__district").order_by("starts_at")


def first_sunday() -> date:
    """The Sunday on which this week began."""
    today = clock.local(clock.now()).date()
    return today - (today.weekday() - SUNDAY) % 7 * DAY


def _weeks(sessions: list[ClassSession]) -> list[Week]:
    first = first_sunday()
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    for each in sessions:
        counts[(clock.local(each.starts_at).date() - first) // WEEK, each.is_online] += 1
    return [Week(first + at * WEEK, counts[at, True], counts[at, False]) for at in range(WEEKS)]


def _clashes(sessions: list[ClassSession]) -> list[Clash]:
    days: dict[date, dict[int, District]] = defaultdict(dict)
    for each in sessions:
        if not each.is_online:
            days[clock.local(each.starts_at).date()][each.batch.district_id] = each.batch.district
    return [Clash(day, list(each.values())) for day, each in sorted(days.items()) if len(each) > 1]
