"""Who may see and answer a grievance, and what the public reads of all of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.batch_statistics import MIN_PEOPLE
from market.training.issuing.actions import officers
from market.training.models import Batch, BatchTrainer, Grievance


def staff_of(grievance: Grievance) -> QuerySet[User]:
    """Those who may see it now: officers, and lead moderators once it was late; nobody whom it is about."""
    rows = officers()
    if grievance.escalated_at is not None:
        rows |= User.objects.filter(roles__contains=[User.Role.LEAD], is_active=True)
    return rows.exclude(pk__in=barred(grievance))


def judges(grievance: Grievance) -> QuerySet[User]:
    """Those who may take it in hand: not the officer who answered it first."""
    return staff_of(grievance).exclude(pk__in=[grievance.first_officer_id or 0])


def barred(grievance: Grievance) -> set[int]:
    """The ids of those who never see it: whom it is about, whoever taught the batch, and who made it."""
    ids = set(grievance.people.values_list("pk", flat=True))
    if grievance.batch is not None:
        ids |= set(BatchTrainer.objects.filter(batch=grievance.batch).values_list("trainer", flat=True))
        ids |= {grievance.batch.trainer_id or 0}
    if grievance.session is not None:
        ids |= {grievance.session.trainer_id or 0}
    return {*ids, grievance.reporter_id or 0} - {0}


def people_to_name(batch: Batch | None) -> QuerySet[User]:
    """Whom a grievance may be about: officers, and those who teach the batch."""
    teaching = BatchTrainer.objects.filter(batch=batch).values("trainer") if batch else BatchTrainer.objects.none()
    condition = Q(roles__contains=[User.Role.OFFICER]) | Q(pk__in=teaching.values("trainer"))
    if batch is not None and batch.trainer_id:
        condition |= Q(pk=batch.trainer_id)
    return User.objects.filter(condition, is_active=True).order_by("pk")


@dataclass(frozen=True, slots=True)
class Year:
    """What the public reads of the grievances of a year; None: hidden, since it would stand for few people."""

    year: int
    total: int | None
    kinds: Mapping[str, int | None]
    states: Mapping[str, int | None]
    median_days: int | None

    @property
    def kind_rows(self) -> list[tuple[str, int | None]]:
        """The counts by kind, named."""
        return [(str(Grievance.Kind(kind).label), count) for kind, count in self.kinds.items()]

    @property
    def state_rows(self) -> list[tuple[str, int | None]]:
        """The counts by state, named."""
        return [(str(Grievance.State(state).label), count) for state, count in self.states.items()]


def grievance_years() -> list[Year]:
    """The grievances of each year, the newest first: by kind and state, and how long answers take."""
    rows: dict[int, list[tuple[str, str, timedelta | None]]] = defaultdict(list)
    columns = ("kind", "state", "received_at", "first_answered_at")
    for kind, state, received, answered in Grievance.objects.values_list(*columns):
        rows[clock.local(received).year].append((kind, state, answered - received if answered else None))
    return [_year(year, rows[year]) for year in sorted(rows, reverse=True)]


def _year(year: int, rows: list[tuple[str, str, timedelta | None]]) -> Year:
    kinds, states = Counter(kind for kind, _, _ in rows), Counter(state for _, state, _ in rows)
    times = [each.total_seconds() / 86400 for _, _, each in rows if each is not None]
    is_shown = len(rows) >= MIN_PEOPLE
    return Year(
        year,
        len(rows) if is_shown else None,
        hide_small({kind: kinds[kind] for kind in Grievance.Kind.values}),
        hide_small({state: states[state] for state in Grievance.State.values}),
        round(median(times)) if len(times) >= MIN_PEOPLE else None,
    )


def hide_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts of which none stands for fewer than five people, nor can be had from the total by subtracting: together
    the hidden ones are five at least, and two at least.
    """
    hidden = {name for name, count in counts.items() if 0 < count < MIN_PEOPLE}
    by_size = sorted((name for name, count in counts.items() if count >= MIN_PEOPLE), key=lambda name: counts[name])
    while hidden and by_size and (len(hidden) == 1 or sum(counts[name] for name in hidden) < MIN_PEOPLE):
        hidden.add(by_size.pop(0))
    return {name: None if name in hidden else count for name, count in counts.items()}
