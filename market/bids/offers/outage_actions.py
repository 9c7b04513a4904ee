"""Direct offers wait for freelancers where there is an outage."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from market.jobs.models import Job
from market.training.district_outages.moving_actions import waits_in_outages


def _offers() -> QuerySet[Job]:
    """Those that a freelancer is to answer."""
    return Job.objects.open().filter(offered_to__isnull=False, is_custom=False)


def _take(pk: int) -> Job | None:
    rows = _offers().select_related("offered_to")
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


@waits_in_outages("offer.expires_at", _offers, "expires_at", person="offered_to", take=_take, since="published_at")
def move_offer(job: Job, due: datetime, by: timedelta) -> None:
    """A direct offer, and its next reminder."""
    job.expires_at = due
    job.remind_at = job.remind_at + by if job.remind_at else None
    job.save(update_fields=["expires_at", "remind_at"])
