"""How long before a job or a direct offer ends somebody is reminded, twice."""

from datetime import datetime, timedelta

from django.conf import settings

from market.core.base.reminders import next_reminder
from market.jobs.models import Job


def job_reminder_at(job: Job, *, after: datetime) -> datetime | None:
    """When the client of a job, or the side whose turn an offer is, is reminded next; `after` is when the wait begins,
    or now. Of an offer for a day or two, it is after half of its time and again after three quarters."""
    if job.expires_at is None or job.published_at is None:
        return None
    numbers, wait = settings.LIFECYCLE, job.expires_at - job.published_at
    days = (numbers.job_warning_days, numbers.job_last_warning_days)
    if job.offered_to_id is not None:
        days = (numbers.offer_warning_days, numbers.offer_last_warning_days)
    before = [timedelta(days=each) for each in days]
    if wait <= before[0]:
        before = [wait / 2, wait / 4]
    return next_reminder(job.expires_at, before, after=after)
