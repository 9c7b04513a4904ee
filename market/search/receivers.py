"""A changed profile or job is searchable with its change: its document is written in the same transaction."""

from typing import Any

from django.dispatch import receiver

from market.core import signals
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.actions import index_jobs, index_profiles


@receiver(signals.profile_changed, dispatch_uid="search.profile")
def profile_changed(*, user_id: int, **news: Any) -> None:
    """Write the document of this person's profile."""
    index_profiles(Profile.objects.filter(user=user_id))


@receiver(signals.job_changed, dispatch_uid="search.job")
def job_changed(*, job_id: int, **news: Any) -> None:
    """Write the document of this job."""
    index_jobs(Job.objects.filter(pk=job_id))
