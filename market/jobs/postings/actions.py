"""Drafting, changing, publishing, copying and extending jobs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_trader, require_unlimited
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.signals import job_changed
from market.core.text.bangla import nfc
from market.core.text.locale import activate_for
from market.files.access import attachable
from market.jobs.models import Change, Job, Question, Thread
from market.jobs.postings.details import MAX_QUESTIONS, JobChanges, JobDetails, QuestionDraft
from market.jobs.postings.differences import (
    compare_snapshots,
    edition,
    snapshot,
    summarize_changes,
)
from market.jobs.postings.events import JobChanged, JobPublished
from market.jobs.postings.refusals import JobChangedMeanwhile, JobEnded, JobNotDraft, JobNotOpen, JobRemoved, NotYourJob
from market.jobs.postings.reminders import job_reminder_at
from market.profiles.models import ClientProfile, Profile
from market.safety.models import blocked_ids_query

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)
QUESTIONS_ANSWERED = _("Somebody has bid and answered; the questions stay as they are.")


def own_job(by: "User", job_id: int) -> Job:
    """The user's own job, locked. Raises NotFound if they may not see it, NotYourJob if it is another client's."""
    job = lock(Job.objects.visible_to(by).select_related("client", "topic"), job_id)
    if job.client_id != by.pk:
        raise NotYourJob
    return job


@atomic
def create_job(*, by: "User", details: JobDetails) -> Job:
    """Save a draft, which only its client sees.

    Raises StaffDoNotTrade, Invalid at the fields, TooMany past the day's limit.
    """
    require_trader(by)
    topic, skills = details.check()
    files = attachable(by, details.files)
    limits.spend("job", by.pk, times=settings.LIFECYCLE.jobs_per_day, per=DAY)
    job = Job(client=by, created_at=clock.now())
    _set_fields(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    job.files.set(files)
    _save_invitees(job, details.invitees)
    _save_questions(job, details.questions)
    audit("job.created", by=by, on=job)
    return job


@atomic
def duplicate_job(*, by: "User", job_id: int) -> Job:
    """Copy one of the client's jobs, in any state, to a new draft.

    Raises NotFound, NotYourJob, JobRemoved, TooMany past the day's limit, and Invalid where the old job breaks
    today's rules.
    """
    job = fetch(Job.objects.visible_to(by).select_related("topic"), job_id)
    if job.client_id != by.pk:
        raise NotYourJob
    if job.is_hidden:
        raise JobRemoved
    return create_job(by=by, details=JobDetails.of(job))


@atomic
def change_job(*, by: "User", job_id: int, changes: JobChanges, edition_seen: str = "") -> Job:
    """Change a draft or an open job. Changes of an open one are stored, and invited users and bidders are notified.

    `edition_seen` is the `edition` that was edited: a newer one is not overwritten. Raises NotFound,
    NotYourJob, JobRemoved, JobEnded, JobChangedMeanwhile, and Invalid at the fields (an open job keeps its currency,
    and its questions once somebody has bid).
    """
    job = own_job(by, job_id)
    if job.is_hidden:
        raise JobRemoved
    if not job.is_changeable:
        raise JobEnded(state=job.state_label)
    if edition_seen and edition_seen != edition(job):
        raise JobChangedMeanwhile
    before, snapshot_before = JobDetails.of(job), snapshot(job)
    details = replace(before, **changes)
    topic, skills = details.check()
    files = attachable(by, details.files)
    if job.is_open and details.paid_in != before.paid_in:
        raise Invalid(errors={"budget_min": [_("The currency of an open job cannot be changed.")]})
    if tuple(details.questions) != before.questions:
        _save_questions(job, details.questions)
    _set_fields(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    job.files.set(files)
    if job.state == Job.State.DRAFT:
        _save_invitees(job, details.invitees)
    audit("job.changed", by=by, on=job, fields=", ".join(sorted(changes)))
    differences = compare_snapshots(snapshot_before, snapshot(job))
    if job.is_open and differences:
        Change.objects.create(job=job, at=clock.now(), fields=differences)
        extend_on_activity(job)
        _notify_of_change(job, differences)
        job_changed.send(Job, job_id=job.pk)
    return job


def _set_fields(job: Job, details: JobDetails) -> None:
    job.title, job.description = nfc(details.title).strip(), nfc(details.description).strip()
    low, high = details.budget_min, details.budget_max
    job.budget_min_amount = None if low is None else low.amount
    job.budget_max_amount = None if high is None else high.amount
    job.currency = details.paid_in
    job.duration_days, job.visibility = details.duration_days, details.visibility


def _save_invitees(job: Job, profile_ids: Sequence[int]) -> None:
    """Whom to invite when the draft is published: of these profiles those that the client may see."""
    job.invitees.set(Profile.objects.public_to(job.client).filter(pk__in=profile_ids).exclude(user=job.client_id))


def _save_questions(job: Job, asks: Sequence[QuestionDraft]) -> None:
    """Replace the questions. One with the same text keeps its row, so that a bid form that is open still fits."""
    if job.bid_count:
        raise Invalid(errors={"questions": [QUESTIONS_ANSWERED]})
    before = {each.text: each for each in job.questions.all()}
    job.questions.update(position=F("position") + MAX_QUESTIONS)
    for number, ask in enumerate(asks, 1):
        text = nfc(ask.text).strip()
        question = before.pop(text, None) or Question(job=job, text=text)
        question.position, question.is_required = number, ask.required
        question.save()
    try:
        with atomic():
            job.questions.filter(position__gt=MAX_QUESTIONS).delete()
    except ProtectedError as answered:  # by a withdrawn bid
        raise Invalid(errors={"questions": [QUESTIONS_ANSWERED]}) from answered


def _notify_of_change(job: Job, differences: dict[str, list[object]]) -> None:
    threads = Thread.objects.filter(job=job).exclude(freelancer__in=blocked_ids_query(job.client))
    for thread in threads.select_related("freelancer", "conversation"):
        with activate_for(thread.freelancer):
            summary = summarize_changes(differences)
        emit(
            JobChanged(client=job.client, job=job.title, changes=summary),
            on=job,
            by=job.client,
            to=[thread.freelancer],
            about=job.client,
            conversation=thread.conversation,
        )


@atomic
def publish_job(*, by: "User", job_id: int) -> Job:
    """Open a draft for bids, for LIFECYCLE.job_open_days.

    Raises NotFound, NotYourJob, JobNotDraft, JobRemoved, Limited.
    """
    job = own_job(by, job_id)
    if job.state != Job.State.DRAFT:
        raise JobNotDraft(state=job.get_state_display())
    if job.is_hidden:
        raise JobRemoved
    require_unlimited(by)
    JobDetails.of(job).check()
    job.state, job.published_at = Job.State.OPEN, clock.now()
    job.expires_at = job.published_at + timedelta(days=settings.LIFECYCLE.job_open_days)
    job.remind_at = job_reminder_at(job, after=job.published_at)
    job.save(update_fields=["state", "published_at", "expires_at", "remind_at"])
    client, _is_new = ClientProfile.objects.get_or_create(user=by)
    ClientProfile.objects.filter(pk=client.pk).update(jobs_posted=F("jobs_posted") + 1)
    emit(JobPublished(), on=job, by=by)
    job_changed.send(Job, job_id=job.pk)
    return job


@atomic
def discard_draft(*, by: "User", job_id: int) -> None:
    """Delete a draft. Raises NotFound, NotYourJob, JobNotDraft."""
    job = own_job(by, job_id)
    if job.state != Job.State.DRAFT:
        raise JobNotDraft(state=job.get_state_display())
    audit("job.discarded", by=by, on=job, title=job.title)
    job.delete()


def extend_on_activity(job: Job) -> None:
    """Extend an open job to LIFECYCLE.job_activity_days from now at least. The caller holds its lock."""
    until = clock.now() + timedelta(days=settings.LIFECYCLE.job_activity_days)
    if job.is_open and job.expires_at is not None and job.expires_at < until:
        _set_expiry(job, until)


@atomic
def prolong_job(*, by: "User", job_id: int) -> Job:
    """Extend an open job to LIFECYCLE.job_open_days from now.

    Raises NotFound, NotYourJob, JobRemoved (hidden), JobNotOpen (a draft), JobEnded.
    """
    job = own_job(by, job_id)
    if job.is_hidden:
        raise JobRemoved
    if not job.is_open:
        raise (JobNotOpen if job.state == Job.State.DRAFT else JobEnded)(state=job.state_label)
    _set_expiry(job, clock.now() + timedelta(days=settings.LIFECYCLE.job_open_days))
    audit("job.prolonged", by=by, on=job, until=job.expires_at)
    return job


def _set_expiry(job: Job, until: datetime) -> None:
    job.expires_at = until
    job.remind_at = job_reminder_at(job, after=clock.now())
    job.save(update_fields=["expires_at", "remind_at"])
