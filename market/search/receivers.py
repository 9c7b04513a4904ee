"""Signal receivers: the document of a changed row is written, the change logged for a search engine, and a job put into
the queue for the saved searches that a new row fits, in the same transaction. Upon a sign-in, what was to be saved is
saved.
"""

from typing import Any

from allauth.account.signals import user_logged_in
from django.db.models import Model
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from market.accounts.models import User
from market.core.base import past, signals
from market.core.base.jobs import defer
from market.jobs.models import Job
from market.messaging.models import Message
from market.messaging.signals import message_edited
from market.profiles.models import ClientProfile, Profile
from market.safety.signals import user_blocked, user_unblocked
from market.search.alerts.telling_actions import defer_alerts_of
from market.search.finding import query_cache
from market.search.indexing.actions import index_jobs, index_profiles, index_services
from market.search.indexing.change_log import Kind, log_change, log_changes
from market.search.lessons.actions import index_captioned, index_published
from market.search.messages.actions import index_messages
from market.search.saved.intended import save_intended
from market.services.models import Service

SUGGEST = "market.search.tasks.suggest_job"


@receiver(signals.profile_changed, dispatch_uid="search.profile")
def profile_changed(*, user_id: int, **kwargs: Any) -> None:
    """Index this user's profile, and their services, which are found by the user's name and district too."""
    index_profiles(Profile.objects.filter(user=user_id))
    index_services(Service.objects.filter(freelancer=user_id))
    log_change(Kind.FREELANCER, user_id)
    defer_alerts_of("talent", user=user_id)
    query_cache.results.clear_now_and_on_commit()


@receiver(signals.service_changed, dispatch_uid="search.service")
def service_changed(*, service_id: int, **kwargs: Any) -> None:
    """Index this service, and its freelancer's profile, which is found by what the services are about and cost."""
    index_services(Service.objects.filter(pk=service_id))
    index_profiles(Profile.objects.filter(user__services=service_id))
    log_change(Kind.SERVICE, service_id)
    defer_alerts_of("services", pk=service_id)
    defer_alerts_of("talent", user__services=service_id)
    query_cache.results.clear_now_and_on_commit()


@receiver(signals.job_changed, dispatch_uid="search.job")
def job_changed(*, job_id: int, **kwargs: Any) -> None:
    """Index this job, and suggest it while it is public: in a past, the stories of the demonstration data do."""
    index_jobs(Job.objects.filter(pk=job_id))
    log_change(Kind.JOB, job_id)
    defer_alerts_of("jobs", pk=job_id)
    if past.here() is None and Job.objects.public().filter(pk=job_id).exists():
        defer(SUGGEST, job_id=job_id)
    query_cache.results.clear_now_and_on_commit()


@receiver(signals.figures_changed, dispatch_uid="search.figures")
def figures_changed(*, sender: type[Model], pk: int, **kwargs: Any) -> None:
    """A number changed by which lists are sorted and filtered: PostgreSQL reads it from the row, an engine from its
    document. Those of a client stand in the documents of their jobs.
    """
    if sender is ClientProfile:
        log_changes(Kind.JOB, Job.objects.public().filter(client=pk).order_by().values_list("pk", flat=True))
        return
    kinds: dict[type[Model], Kind] = {Profile: Kind.FREELANCER, Job: Kind.JOB, Service: Kind.SERVICE}
    log_change(kinds[sender], pk)


@receiver(message_edited, dispatch_uid="search.message")
def message_changed(*, message: Message, **kwargs: Any) -> None:
    """Find a message by its new words."""
    index_messages([message])


@receiver(signals.course_published, dispatch_uid="search.lessons")
def lessons_published(**kwargs: Any) -> None:
    """Find the lessons of a version from now on."""
    index_published()


@receiver(signals.captions_changed, dispatch_uid="search.captions")
def lessons_captioned(*, course_id: int, **kwargs: Any) -> None:
    """Find lessons by what is said in their videos."""
    index_captioned(course_id)


@receiver([user_blocked, user_unblocked], dispatch_uid="search.blocks")
def people_parted(**kwargs: Any) -> None:
    """A block was set or lifted: drop cached results."""
    query_cache.results.clear_now_and_on_commit()


@receiver(user_logged_in, dispatch_uid="search.intended")
def signed_in(*, request: HttpRequest, user: User, response: HttpResponse, **kwargs: Any) -> None:
    """Save what the user wanted to save before they signed in. (Django's own signal does not know where they go.)"""
    save_intended(request, user, response)
