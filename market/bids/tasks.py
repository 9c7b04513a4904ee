"""The clocks of jobs: warned, then ended. They stand here because a job's end lapses its bids."""

from datetime import datetime

from django.db.models import Min

from market.bids.actions import expire_job, warn_of_expiry
from market.bids.actions.ending import warning
from market.core import clock
from market.jobs.models import Job


def next_expiry() -> datetime | None:
    """When the next open job's days are over."""
    first: datetime | None = Job.objects.open().aggregate(first=Min("expires_at"))["first"]
    return first


@clock.clock(next_due=next_expiry)
def expire_jobs() -> None:
    """End every job whose days are over."""
    due = Job.objects.open().filter(expires_at__lte=clock.now())
    clock.work_off(due.values_list("pk", flat=True), lambda pk: expire_job(job_id=pk))


def next_warning() -> datetime | None:
    """When the next client is to be warned that a job ends."""
    first = Job.objects.open().filter(warned_at=None).aggregate(first=Min("expires_at"))["first"]
    return None if first is None else first - warning()


@clock.clock(next_due=next_warning)
def warn_expiry() -> None:
    """Warn the clients whose jobs end soon."""
    due = Job.objects.open().filter(warned_at=None, expires_at__lte=clock.now() + warning())
    clock.work_off(due.values_list("pk", flat=True), lambda pk: warn_of_expiry(job_id=pk))
