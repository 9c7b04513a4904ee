"""Sittings wait where there is an outage: their end is later by as much."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from market.core.base import clock
from market.learning.sittings.contact_actions import OUTAGES
from market.learning.sittings.models import Sitting
from market.training.district_outages.moving_actions import waits_in_outages


def _running() -> QuerySet[Sitting]:
    return Sitting.objects.real().filter(submitted_at=None, ends_at__gt=clock.now())


def _take(pk: int) -> Sitting | None:
    return _running().select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


@waits_in_outages(OUTAGES, _running, "ends_at", person="user", take=_take, since="begun_at")
def move_sitting(sitting: Sitting, due: datetime, by: timedelta) -> None:
    """Only the end of the person's time."""
    sitting.ends_at = due
    sitting.save(update_fields=["ends_at"])
