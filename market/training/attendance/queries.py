"""What counts of attendance: shares of classes that trainees attended."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q

from market.core.base import clock
from market.training.attendance.models import ATTENDED, Value
from market.training.models import Attendance, Enrolment


@dataclass(frozen=True)
class Share:
    """How many of the classes that count somebody attended.

    A class counts when its roll was called while the trainee was in the batch, unless the trainee is excused from it.
    """

    attended: int = 0
    counted: int = 0
    excused: int = field(default=0, compare=False)  # from so many others, of which the roll was called

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down; None before a class counts."""
        return self.attended * 100 // self.counted if self.counted else None


def shares(
    enrolments: Iterable[Enrolment],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kind: str = "",
    with_uncalled: bool = False,
) -> dict[int, Share]:
    """The share of each place (by its id), of classes that began in [since, until) if these are set, and of one `kind`.

    `with_uncalled`: classes that are over count although nobody called their roll. Who came from another batch keeps
    what counted there. Two statements for any number of places, and one for each time that one of them was moved.
    """
    places = with_places_before(enrolments)
    wanted = {pk for chain in places.values() for pk in chain}
    chosen = _Chosen(since, until, kind, with_uncalled)
    called, own = _called("batch__sessions__", chosen), _called("session__", chosen)
    rows = Enrolment.objects.filter(pk__in=wanted).order_by()
    counted = dict(rows.values_list("pk").annotate(count=Count("batch__sessions", filter=called)))
    marks = Attendance.objects.filter(own, enrolment__in=wanted, session__batch=F("enrolment__batch")).order_by()
    attended = Count("pk", filter=Q(counts__in=ATTENDED))
    excused = Count("pk", filter=Q(counts=Value.EXCUSED))
    by_place = {
        pk: counts for pk, *counts in marks.values_list("enrolment").annotate(attended=attended, excused=excused)
    }

    def share(chain: list[int]) -> Share:
        sums = [by_place.get(pk, [0, 0]) for pk in chain]
        excused = sum(each[1] for each in sums)
        return Share(sum(each[0] for each in sums), sum(counted.get(pk, 0) for pk in chain) - excused, excused)

    return {pk: share(chain) for pk, chain in places.items()}


def share_of(enrolment: Enrolment) -> Share:
    """The share of one place."""
    return shares([enrolment])[enrolment.pk]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which classes count."""

    since: datetime | None
    until: datetime | None
    kind: str
    with_uncalled: bool


def _called(prefix: str, chosen: _Chosen) -> Q:
    """A condition on classes: their roll was called, they are of those chosen, and the trainee was in the batch."""
    place = "" if prefix.startswith("batch") else "enrolment__"
    begins = f"{prefix}starts_at"
    here = Q(**{f"{place}ended_at": None}) | Q(**{f"{place}state": Enrolment.State.COMPLETED})
    while_here = Q(**{f"{begins}__gte": F(f"{place}offered_at")}) & (
        here | Q(**{f"{begins}__lt": F(f"{place}ended_at")})
    )
    called = Q(**{f"{prefix}rolled_at__isnull": False})
    if chosen.with_uncalled:
        called |= Q(**{f"{prefix}ends_at__lte": clock.now()})
    condition = Q(**{f"{prefix}state": "planned"}) & called & while_here
    if chosen.kind:
        condition &= Q(**{f"{prefix}kind": chosen.kind})
    if chosen.since is not None:
        condition &= Q(**{f"{begins}__gte": chosen.since})
    return condition if chosen.until is None else condition & Q(**{f"{begins}__lt": chosen.until})


def with_places_before(enrolments: Iterable[Enrolment]) -> dict[int, list[int]]:
    """For the id of each place: it, and those from which the trainee was moved to it."""
    chains = {each.pk: [each.pk] for each in enrolments}
    latest = {each.pk: each.moved_from_id for each in enrolments if each.moved_from_id is not None}
    while latest:
        for pk, before in latest.items():
            chains[pk].append(before)
        further = dict(Enrolment.objects.filter(pk__in=latest.values()).values_list("pk", "moved_from"))
        latest = {pk: earlier for pk, before in latest.items() if (earlier := further[before]) is not None}
    return chains
