"""Which outages there are, and by how much a window of days is longer by them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from market.core.base import clock
from market.training.district_outages.models import DistrictOutage, DistrictOutageChange
from market.training.district_outages.moving_actions import longer
from market.training.models import Batch

SHOWN = timedelta(days=7)  # how long one that is over stays in the list


def extended(since: datetime, until: datetime, districts: Iterable[int]) -> datetime:
    """The end of a window that began at `since`: so much later as there were outages in these districts meanwhile.

    For what is counted out and not stored: windows of days, and the time of an exam.
    """
    rows = (
        DistrictOutage.objects.confirmed()
        .filter(district__in=list(districts), until_at__gt=since)
        .order_by("from_at", "pk")
    )
    return longer(until, _since(since, rows.values_list("from_at", "until_at")))


def extended_in(batch: Batch, since: datetime, until: datetime) -> datetime:
    """The same for a batch; its outages are read once for each batch object, and only if the window is over."""
    if clock.now() < until:
        return until
    if "known_outages" not in vars(batch):
        rows = DistrictOutage.objects.confirmed().filter(district=batch.district_id).order_by("from_at", "pk")
        vars(batch)["known_outages"] = list(rows.values_list("from_at", "until_at"))
    return longer(until, _since(since, vars(batch)["known_outages"]))


def _since(since: datetime, outages: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    return [(max(since, starts), ends) for starts, ends in outages]


def listed_outages() -> QuerySet[DistrictOutage]:
    """What everybody may read: running ones, those to come, and those of the last days."""
    rows = DistrictOutage.objects.confirmed().filter(until_at__gt=clock.now() - SHOWN)
    return rows.select_related("district").order_by("-until_at", "-pk")


def waiting_outages() -> QuerySet[DistrictOutage]:
    """Those that wait for another officer, the oldest first, each with its `changes`: who entered it."""
    entered = DistrictOutageChange.objects.order_by("pk").select_related("by")
    rows = DistrictOutage.objects.waiting().select_related("district").order_by("from_at", "pk")
    return rows.prefetch_related(Prefetch("changes", entered))
