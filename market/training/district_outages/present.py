"""Which outages there are for a user, and what a page says of a deadline that one moved.

Every page asks, so what there is is remembered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, QuerySet, Value, When

from market.accounts.models import User
from market.core.base import clock
from market.core.web.caches import CacheGroup, key_of
from market.training.district_outages.models import DistrictOutage, MovedDeadline
from market.training.district_outages.moving_actions import in_district, moves_since_set
from market.training.models import District

MINUTE = 60
RECENT = timedelta(days=400)  # no deadline runs longer
remembered = CacheGroup("outages")


def outages_of(user: User) -> list[DistrictOutage]:
    """Those that run now where the user lives or learns. While none runs anywhere it costs no statement."""
    now = clock.now()
    running = [each for each in _present() if each.from_at <= now < each.until_at]
    if not running:
        return []
    key = key_of(user.pk, [each.pk for each in running])
    own = remembered.get_or_compute(key, lambda: _own(user, running), lifetime=lambda _took: 10 * MINUTE)
    return [each for each in running if each.pk in own]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a page says of a deadline: when it was due without outages, when it is, and the last one that moved it."""

    before: datetime
    due: datetime
    outage: DistrictOutage


def moved_deadline(kind: str, pk: int, due: datetime | None) -> Moved | None:
    """How outages moved a deadline that is due then; None: not at all. Without recent outages it costs no statement."""
    if due is None or not remembered.get_or_compute("recent", _recent, lifetime=lambda _took: 10 * MINUTE):
        return None
    rows = MovedDeadline.objects.filter(kind=kind, row=pk).select_related("outage__district").order_by("pk")
    return moved_by(list(rows), due)


def moved_by(rows: list[MovedDeadline], due: datetime) -> Moved | None:
    """The same of a deadline of which all rows are at hand, by age."""
    by_outages = [(each.by, each.outage) for each in moves_since_set(rows, due) if each.outage is not None and each.by]
    moved = sum((by for by, _outage in by_outages), timedelta(0))
    return Moved(due - moved, due, by_outages[-1][1]) if moved > timedelta(0) else None


def _recent() -> list[int]:
    rows = DistrictOutage.objects.confirmed().filter(until_at__gt=clock.now() - RECENT)
    return list(rows.values_list("pk", flat=True)[:1])


def _present() -> list[DistrictOutage]:
    rows = DistrictOutage.objects.present().select_related("district").order_by("from_at", "pk")
    return remembered.get_or_compute("present", lambda: list(rows), lifetime=lambda _took: 10 * MINUTE)


def _own(user: User, outages: list[DistrictOutage]) -> set[int]:
    """The ids of those that are the user's, in one statement."""
    names = {f"outage_{each.pk}": each for each in outages}
    rows: QuerySet[User] = User.objects.filter(pk=user.pk)
    there = {name: _is_in(each.district) for name, each in names.items()}
    is_there = rows.annotate(**there).values(*names).first() or {}
    return {each.pk for name, each in names.items() if is_there.get(name)}


def _is_in(district: District) -> Case:
    return Case(When(in_district(district, "pk"), then=Value(True)), default=Value(False))
