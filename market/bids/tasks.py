"""Deadlines of jobs and direct offers: a warning, then the end. They are here because a job's end lapses its bids."""

from django.db.models import QuerySet

from market.bids.bids.ending_actions import expire_job, job_warning, offer_reminder, remind_of_offer, warn_of_expiry
from market.core.base import clock
from market.jobs.models import Job


def _jobs() -> QuerySet[Job]:
    """Open jobs whose client is not warned yet."""
    return Job.objects.open().filter(offered_to=None, warned_at=None)


def _offers() -> QuerySet[Job]:
    """Open direct offers of which nobody is reminded yet."""
    return Job.objects.open().filter(offered_to__isnull=False, warned_at=None)


@clock.deadline(next_due=clock.NextDue(Job.objects.open, "expires_at"))
def expire_jobs() -> None:
    """End every job, and every direct offer, whose days are over."""
    due = Job.objects.open().filter(expires_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: expire_job(job_id=pk))


@clock.deadline(next_due=clock.NextDue(_jobs, "expires_at", sooner=job_warning))
def warn_expiry() -> None:
    """Warn the clients whose jobs end soon."""
    due = _jobs().filter(expires_at__lte=clock.now() + job_warning())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: warn_of_expiry(job_id=pk))


@clock.deadline(next_due=clock.NextDue(_offers, "expires_at", sooner=offer_reminder))
def remind_of_offers() -> None:
    """Remind those whose answer a direct offer waits for."""
    due = _offers().filter(expires_at__lte=clock.now() + offer_reminder())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: remind_of_offer(job_id=pk))
