"""Ending a job that nobody was hired for: by its client, or by its clock. Bids lapse, and their places come back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from market.bids.models import Bid
from market.core import clock
from market.core.audit import audit
from market.core.db import atomic
from market.core.signals import job_changed
from market.jobs.actions import JobNotOpen, own_job
from market.jobs.models import Job
from market.messaging.actions import post_system_line
from market.notifications.actions import notify

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def close_job(*, by: "User", job_id: int) -> Job:
    """End an open job without hiring. Open bids lapse and every bidder has her place in the month's quota back.

    Raises NotFound, NotYourJob, JobNotOpen.
    """
    job = own_job(by, job_id)
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    _end(job, Job.State.CLOSED, clock.now())
    audit("job.closed", by=by, on=job)
    return job


@atomic
def expire_job(*, job_id: int) -> Job | None:
    """End an open job whose days are over; its client is told. None if it is not due (any more)."""
    job = _open_job(job_id)
    if job is None or job.expires_at is None or job.expires_at > clock.now():
        return None
    _end(job, Job.State.EXPIRED, job.expires_at)
    audit("job.expired", by=None, on=job)
    notify(job.client, "job.expired", on=job, job=job.title)
    return job


@atomic
def warn_of_expiry(*, job_id: int) -> Job | None:
    """Tell the client of an open job, once, that it ends soon. None if there is nothing to tell."""
    job = _open_job(job_id)
    if job is None or job.expires_at is None or job.warned_at or job.expires_at - warning() > clock.now():
        return None
    job.warned_at = clock.now()
    job.save(update_fields=["warned_at"])
    notify(job.client, "job.expiring", on=job, job=job.title, at=job.expires_at)
    return job


def warning() -> timedelta:
    """How long before its end the client of a job is warned."""
    return timedelta(days=settings.LIFECYCLE.job_warning_days)


def _open_job(job_id: int) -> Job | None:
    return Job.objects.open().select_for_update(of=("self",)).select_related("client").filter(pk=job_id).first()


def _end(job: Job, state: Job.State, at: datetime) -> None:
    """The job is locked. Bids that a client declined before get their places back as well: nobody was hired."""
    job.state, job.ended_at = state, at
    job.save(update_fields=["state", "ended_at"])
    lapsing = list(job.bids.open().select_related("freelancer", "conversation"))
    job.bids.open().update(state=Bid.State.LAPSED, decided_at=at)
    job.bids.filter(state__in=[Bid.State.LAPSED, Bid.State.DECLINED], returned_at=None).update(returned_at=at)
    for bid in lapsing:
        post_system_line(bid.conversation, "job.ended", job=job.title)
        notify(bid.freelancer, "bid.lapsed", on=bid, client=job.client.display_name, job=job.title)
    job_changed.send(Job, job_id=job.pk)
