"""What can be done with a job but ending it: that also decides bids, so it lives with them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.core import clock, limits
from market.core.audit import audit
from market.core.bangla import nfc
from market.core.db import atomic, fetch, lock
from market.core.errors import DomainError, Invalid
from market.core.signals import job_changed
from market.jobs.details import JobChanges, JobDetails
from market.jobs.models import Invitation, Job, Thread
from market.jobs.threads import thread_for, thread_of
from market.messaging.actions import post_system_line
from market.messaging.models import Conversation
from market.notifications.actions import notify
from market.profiles.models import ClientProfile, Profile

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)


class NotYourJob(DomainError):
    status, code, sentence = 403, "not_your_job", _("Only the client whose job this is can do that.")


class JobNotDraft(DomainError):
    code, sentence = "job_not_draft", _("This is possible for a draft only; this job is %(state)s.")


class JobNotOpen(DomainError):
    code, sentence = "job_not_open", _("This job takes no bids: it is %(state)s.")


class JobEnded(DomainError):
    code, sentence = "job_ended", _("This job can no longer be changed: it is %(state)s.")


class AlreadyInvited(DomainError):
    code, sentence = "already_invited", _("%(name)s was invited to this job before.")


class OwnProfile(DomainError):
    code, sentence = "own_profile", _("This profile is your own.")


def own_job(by: "User", job_id: int) -> Job:
    """The person's own job, locked. Raises NotFound to who may not see it, NotYourJob to who may."""
    job = lock(Job.objects.visible_to(by).select_related("client", "topic"), job_id)
    if job.client_id != by.pk:
        raise NotYourJob
    return job


@atomic
def create_job(*, by: "User", details: JobDetails) -> Job:
    """Keep a draft, which only its client sees. Raises Invalid at the fields, TooMany past the day's limit."""
    topic, skills = details.check()
    limits.spend("job", by.pk, times=settings.LIFECYCLE.jobs_per_day, per=DAY)
    job = Job(client=by, created_at=clock.now())
    _write(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    audit("job.created", by=by, on=job)
    return job


@atomic
def change_job(*, by: "User", job_id: int, changes: JobChanges) -> Job:
    """Change a draft or an open job; who was invited or has bid is told about an open one.

    Raises NotFound, NotYourJob, JobEnded, and Invalid at the fields (an open job keeps its currency).
    """
    job = own_job(by, job_id)
    if not job.is_changeable:
        raise JobEnded(state=job.state_label)
    before = JobDetails.of(job)
    details = replace(before, **changes)
    topic, skills = details.check()
    if job.is_open and details.budget_min.currency != before.budget_min.currency:
        raise Invalid(errors={"budget_min": [_("The currency of an open job cannot be changed.")]})
    _write(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    audit("job.changed", by=by, on=job, fields=", ".join(sorted(changes)))
    if job.is_open and details != before:
        _tell_about_change(job)
        job_changed.send(Job, job_id=job.pk)
    return job


def _write(job: Job, details: JobDetails) -> None:
    job.title, job.description = nfc(details.title).strip(), nfc(details.description).strip()
    job.budget_min_amount, job.budget_max_amount = details.budget_min.amount, details.budget_max.amount
    job.currency = str(details.budget_min.currency)
    job.duration_days, job.visibility = details.duration_days, details.visibility


def _tell_about_change(job: Job) -> None:
    for thread in Thread.objects.filter(job=job).select_related("freelancer", "conversation"):
        post_system_line(thread.conversation, "job.changed")
        notify(thread.freelancer, "job.changed", on=job, client=job.client.display_name, job=job.title)


@atomic
def publish_job(*, by: "User", job_id: int) -> Job:
    """Open a draft for bids, for as many days as the site's table says. Raises NotFound, NotYourJob, JobNotDraft."""
    job = own_job(by, job_id)
    if job.state != Job.State.DRAFT:
        raise JobNotDraft(state=job.get_state_display())
    JobDetails.of(job).check()
    job.state, job.published_at = Job.State.OPEN, clock.now()
    job.expires_at = job.published_at + timedelta(days=settings.LIFECYCLE.job_open_days)
    job.save(update_fields=["state", "published_at", "expires_at"])
    client, _made = ClientProfile.objects.get_or_create(user=by)
    ClientProfile.objects.filter(pk=client.pk).update(jobs_posted=F("jobs_posted") + 1)
    audit("job.published", by=by, on=job)
    job_changed.send(Job, job_id=job.pk)
    return job


@atomic
def discard_draft(*, by: "User", job_id: int) -> None:
    """Throw a draft away for good. Raises NotFound, NotYourJob, JobNotDraft."""
    job = own_job(by, job_id)
    if job.state != Job.State.DRAFT:
        raise JobNotDraft(state=job.get_state_display())
    audit("job.discarded", by=by, on=job, title=job.title)
    job.delete()


def keep_open(job: Job) -> None:
    """Activity of its client keeps an open job, locked by the caller, open for some days at least."""
    until = clock.now() + timedelta(days=settings.LIFECYCLE.job_activity_days)
    if job.is_open and job.expires_at is not None and job.expires_at < until:
        _open_until(job, until)


@atomic
def prolong_job(*, by: "User", job_id: int) -> Job:
    """Keep an open job open for as long as a new one. Raises NotFound, NotYourJob, JobNotOpen."""
    job = own_job(by, job_id)
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    _open_until(job, clock.now() + timedelta(days=settings.LIFECYCLE.job_open_days))
    audit("job.prolonged", by=by, on=job, until=job.expires_at)
    return job


def _open_until(job: Job, until: datetime) -> None:
    job.expires_at, job.warned_at = until, None
    job.save(update_fields=["expires_at", "warned_at"])


@atomic
def invite_freelancer(*, by: "User", job_id: int, profile_id: int) -> Invitation:
    """Ask a freelancer to bid on one's open job: she is told, sees the job, and both can talk about it.

    Raises NotFound (also for a profile that is not public), NotYourJob, JobNotOpen, OwnProfile, AlreadyInvited,
    TooMany.
    """
    job = own_job(by, job_id)
    profile = fetch(Profile.objects.public().select_related("user"), profile_id)
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if profile.user_id == by.pk:
        raise OwnProfile
    if Invitation.objects.filter(job=job, freelancer=profile.user_id).exists():
        raise AlreadyInvited(name=profile.user.display_name)
    limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=DAY)
    invitation = Invitation.objects.create(job=job, freelancer=profile.user, created_at=clock.now())
    thread = thread_for(job, by, profile.user)
    keep_open(job)
    audit("job.invited", by=by, on=job, freelancer=profile.user_id)
    post_system_line(thread.conversation, "job.invited", client=by.display_name, job=job.title)
    notify(profile.user, "job.invited", on=job, client=by.display_name, job=job.title)
    return invitation


@atomic
def open_talk(*, by: "User", profile_id: int, job_id: int | None = None) -> Conversation:
    """The client's talk with a freelancer, about one of the client's jobs or about none; opened if need be.

    Raises NotFound (also for a profile that is not public), NotYourJob, OwnProfile, TooMany past the day's new talks.
    """
    profile = fetch(Profile.objects.public().select_related("user"), profile_id)
    job = None if job_id is None else own_job(by, job_id)
    if profile.user_id == by.pk:
        raise OwnProfile
    if job is not None and job.state in (Job.State.DRAFT, Job.State.REMOVED):
        raise JobNotOpen(state=job.state_label)
    known = thread_of(job, by, profile.user)
    if known is None:
        limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=DAY)
        known = thread_for(job, by, profile.user)
        audit("talk.opened", by=by, on=known.conversation, freelancer=profile.user_id, job=job_id)
    return known.conversation
