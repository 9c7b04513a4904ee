"""What counts of attendance: shares of classes that trainees attended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from market.training.attendance.models import ATTENDED, Value
from market.training.models import Attendance, Enrolment


@dataclass(frozen=True)
class Share:
    """How many of the classes that count somebody attended.

    A class counts when its roll was called while the trainee was in the batch, unless the trainee is excused from it.
    """

    attended: int = 0
    counted: int = 0

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down; None before a class counts."""
        return self.attended * 100 // self.counted if self.counted else None


def shares(
    enrolments: Iterable[Enrolment], *, since: datetime | None = None, until: datetime | None = None
) -> dict[int, Share]:
    """The share of each place (by its id), of classes that began in [since, until) if these are set.

    Who came from another batch keeps what counted there. Two statements for any number of places, and one for each
    time that one of them was moved.
    """
    places = _with_places_before(enrolments)
    wanted = {pk for chain in places.values() for pk in chain}
    called, own = _called("batch__sessions__", since, until), _called("session__", since, until)
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
        return Share(sum(each[0] for each in sums), sum(counted.get(pk, 0) for pk in chain) - sum(e[1] for e in sums))

    return {pk: share(chain) for pk, chain in places.items()}


def share_of(enrolment: Enrolment) -> Share:
    """The share of one place."""
    return shares([enrolment])[enrolment.pk]


def _called(prefix: str, since: datetime | None, until: datetime | None) -> Q:
    """A condition on classes: their roll was called, in the time, and the trainee was in the batch."""
    place = "" if prefix.startswith("batch") else "enrolment__"
    begins = f"{prefix}starts_at"
    here = Q(**{f"{place}ended_at": None}) | Q(**{f"{place}state": Enrolment.State.COMPLETED})
    while_here = Q(**{f"{begins}__gte": F(f"{place}offered_at")}) & (
        here | Q(**{f"{begins}__lt": F(f"{place}ended_at")})
    )
    condition = Q(**{f"{prefix}state": "planned", f"{prefix}rolled_at__isnull": False}) & while_here
    if since is not None:
        condition &= Q(**{f"{begins}__gte": since})
    return condition if until is None else condition & Q(**{f"{begins}__lt": until})


def _with_places_before(enrolments: Iterable[Enrolment]) -> dict[int, list[int]]:
    """For the id of each place: it, and those from which the trainee was moved to it."""
    chains = {each.pk: [each.pk] for each in enrolments}
    latest = {each.pk: each.moved_from_id for each in enrolments if each.moved_from_id is not None}
    while latest:
        for pk, before in latest.items():
            chains[pk].append(before)
        further = dict(Enrolment.objects.filter(pk__in=latest.values()).values_list("pk", "moved_from"))
        latest = {pk: earlier for pk, before in latest.items() if (earlier := further[before]) is not None}
    return chains
