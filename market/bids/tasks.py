"""The clocks of jobs and direct offers: warned, then ended. They stand here because a job's end lapses its bids."""

from django.db.models import QuerySet

from market.bids.bids.ending_actions import expire_job, offer_warning, warn_of_expiry, warn_of_lapse, warning
from market.core.base import clock
from market.jobs.models import Job


def _jobs() -> QuerySet[Job]:
    """Of which the client is not warned yet."""
    return Job.objects.open().filter(offered_to=None, warned_at=None)


def _offers() -> QuerySet[Job]:
    """Of whose answer nobody is reminded yet."""
    return Job.objects.open().filter(offered_to__isnull=False, warned_at=None)


@clock.deadline(next_due=clock.NextDue(Job.objects.open, "expires_at"))
def expire_jobs() -> None:
    """End every job, and every direct offer, whose days are over."""
    due = Job.objects.open().filter(expires_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: expire_job(job_id=pk))


@clock.deadline(next_due=clock.NextDue(_jobs, "expires_at", sooner=warning))
def warn_expiry() -> None:
    """Warn the clients whose jobs end soon."""
    due = _jobs().filter(expires_at__lte=clock.now() + warning())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: warn_of_expiry(job_id=pk))


@clock.deadline(next_due=clock.NextDue(_offers, "expires_at", sooner=offer_warning))
def remind_of_offers() -> None:
    """Remind those whose answer a direct offer waits for."""
    due = _offers().filter(expires_at__lte=clock.now() + offer_warning())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: warn_of_lapse(job_id=pk))
