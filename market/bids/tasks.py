"""Deadlines of jobs and direct offers: two reminders, then the end. Here, because a job's end lapses its bids."""

from market.bids.bids.ending_actions import expire_job, remind_of_offer, warn_of_expiry
from market.core.base.row_deadlines import row_deadline
from market.jobs.models import Job


@row_deadline(Job.objects.open, "expires_at")
def expire_jobs(job_id: int) -> None:
    """End every job, and every direct offer, whose days are over."""
    expire_job(job_id=job_id)


@row_deadline(lambda: Job.objects.open().filter(offered_to=None), "remind_at")
def warn_expiry(job_id: int) -> None:
    """Warn the clients whose jobs end soon."""
    warn_of_expiry(job_id=job_id)


@row_deadline(lambda: Job.objects.open().filter(offered_to__isnull=False), "remind_at")
def remind_of_offers(job_id: int) -> None:
    """Remind those whose answer a direct offer waits for."""
    remind_of_offer(job_id=job_id)
