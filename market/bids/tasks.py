"""The clocks of jobs and direct offers: warned, then ended. They stand here because a job's end lapses its bids."""

from market.bids.bids.ending_actions import expire_job, offer_warning, warn_of_expiry, warn_of_lapse, warning
from market.core.base.row_deadlines import row_deadline
from market.jobs.models import Job


@row_deadline(Job.objects.open, "expires_at")
def expire_jobs(job_id: int) -> None:
    """End every job, and every direct offer, whose days are over."""
    expire_job(job_id=job_id)


@row_deadline(lambda: Job.objects.open().filter(offered_to=None, warned_at=None), "expires_at", sooner=warning)
def warn_expiry(job_id: int) -> None:
    """Warn the clients whose jobs end soon."""
    warn_of_expiry(job_id=job_id)


@row_deadline(
    lambda: Job.objects.open().filter(offered_to__isnull=False, warned_at=None), "expires_at", sooner=offer_warning
)
def remind_of_offers(job_id: int) -> None:
    """Remind those whose answer a direct offer waits for."""
    warn_of_lapse(job_id=job_id)
