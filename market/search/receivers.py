"""What is changed is searchable with its change: its document is written in the same transaction."""

from typing import Any

from django.dispatch import receiver

from market.core.base import signals
from market.jobs.models import Job
from market.profiles.models import Profile
from market.safety.signals import parted, reunited
from market.search import query_cache
from market.search.actions import index_jobs, index_profiles, index_services
from market.services.models import Service


@receiver(signals.profile_changed, dispatch_uid="search.profile")
def profile_changed(*, user_id: int, **news: Any) -> None:
    """Write the documents of this person's profile and of her services, which are found by her name and district."""
    index_profiles(Profile.objects.filter(user=user_id))
    index_services(Service.objects.filter(freelancer=user_id))
    query_cache.forget_changed()


@receiver(signals.service_changed, dispatch_uid="search.service")
def service_changed(*, service_id: int, **news: Any) -> None:
    """Write the document of this service."""
    index_services(Service.objects.filter(pk=service_id))
    query_cache.forget_changed()


@receiver(signals.job_changed, dispatch_uid="search.job")
def job_changed(*, job_id: int, **news: Any) -> None:
    """Write the document of this job."""
    index_jobs(Job.objects.filter(pk=job_id))
    query_cache.forget_changed()


@receiver([parted, reunited], dispatch_uid="search.blocks")
def people_parted(**news: Any) -> None:
    """What the two find is found anew."""
    query_cache.forget_changed()
