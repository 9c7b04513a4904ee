"""Which outages there are, and by how much a window of days is longer by them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from market.core.base import clock
from market.training.district_outages.models import DistrictOutage
from market.training.models import Batch

SHOWN = timedelta(days=7)  # how long one that is over stays in the list


def extended(since: datetime, until: datetime, districts: Iterable[int]) -> datetime:
    """The end of a window that began at `since`: so much later as there were outages in these districts meanwhile.

    For what is counted out and not stored: windows of days, and the time of an exam.
    """
    rows = DistrictOutage.objects.filter(district__in=list(districts), until_at__gt=since).order_by("from_at", "pk")
    return _extended(since, until, rows.values_list("from_at", "until_at"))


def extended_in(batch: Batch, since: datetime, until: datetime) -> datetime:
    """The same for a batch; its outages are read once for each batch object, and only if the window is over."""
    if clock.now() < until:
        return until
    if "known_outages" not in vars(batch):
        rows = DistrictOutage.objects.filter(district=batch.district_id).order_by("from_at", "pk")
        vars(batch)["known_outages"] = list(rows.values_list("from_at", "until_at"))
    return _extended(since, until, vars(batch)["known_outages"])


def _extended(since: datetime, until: datetime, outages: Iterable[tuple[datetime, datetime]]) -> datetime:
    counted = since
    for starts, ends in outages:
        begins = max(starts, counted)  # an hour that two outages share counts once
        if begins >= until:
            break
        if ends > begins:
            until, counted = until + (ends - begins), ends
    return until


def listed_outages() -> QuerySet[DistrictOutage]:
    """What everybody may read: running ones, those to come, and those of the last days."""
    rows = DistrictOutage.objects.filter(until_at__gt=clock.now() - SHOWN)
    return rows.select_related("district").order_by("-until_at", "-pk")
