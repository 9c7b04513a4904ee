"""Deadlines of jobs and direct offers: a warning, then the end. They are here because a job's end lapses its bids."""

from market.bids.bids.ending_actions import expire_job, job_warning, offer_reminder, remind_of_offer, warn_of_expiry
from market.core.base.row_deadlines import row_deadline
from market.jobs.models import Job


@row_deadline(Job.objects.open, "expires_at")
def expire_jobs(job_id: int) -> None:
    """End every job, and every direct offer, whose days are over."""
    expire_job(job_id=job_id)


@row_deadline(lambda: Job.objects.open().filter(offered_to=None, warned_at=None), "expires_at", sooner=job_warning)
def warn_expiry(job_id: int) -> None:
    """Warn the clients whose jobs end soon."""
    warn_of_expiry(job_id=job_id)


@row_deadline(
    lambda: Job.objects.open().filter(offered_to__isnull=False, warned_at=None), "expires_at", sooner=offer_reminder
)
def remind_of_offers(job_id: int) -> None:
    """Remind those whose answer a direct offer waits for."""
    remind_of_offer(job_id=job_id)
