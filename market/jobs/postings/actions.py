"""Writing a job: a draft, its changes, its publication, a copy of it."""

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
from market.core.base.signals import job_changed
from market.core.text.bangla import nfc
from market.core.text.locale import activate_for
from market.files.access import attachable
from market.jobs.models import Change, Job, Question, Thread
from market.jobs.postings.details import MOST_QUESTIONS, Ask, JobChanges, JobDetails
from market.jobs.postings.differences import difference, edition, in_short, snapshot
from market.jobs.postings.refusals import JobChangedMeanwhile, JobEnded, JobNotDraft, JobNotOpen, JobRemoved, NotYourJob
from market.messaging.actions import post_system_message
from market.notifications.inbox.actions import notify
from market.profiles.models import ClientProfile
from market.safety.models import apart_from

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)
ANSWERED = _("Somebody has bid and answered; the questions stay as they are.")


def own_job(by: "User", job_id: int) -> Job:
    """The person's own job, locked. Raises NotFound to who may not see it, NotYourJob to who may."""
    job = lock(Job.objects.visible_to(by).select_related("client", "topic"), job_id)
    if job.client_id != by.pk:
        raise NotYourJob
    return job


@atomic
def create_job(*, by: "User", details: JobDetails) -> Job:
    """Keep a draft, which only its client sees.

    Raises StaffDoNotTrade, Invalid at the fields, TooMany past the day's limit.
    """
    require_trader(by)
    topic, skills = details.check()
    files = attachable(by, details.files)
    limits.spend("job", by.pk, times=settings.LIFECYCLE.jobs_per_day, per=DAY)
    job = Job(client=by, created_at=clock.now())
    _write(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    job.files.set(files)
    _ask(job, details.questions)
    audit("job.created", by=by, on=job)
    return job


@atomic
def duplicate_job(*, by: "User", job_id: int) -> Job:
    """A new draft that says what one of her jobs says, in whatever state that is.

    Raises NotFound, NotYourJob, JobRemoved, TooMany past the day's limit, and Invalid where the old job asks for what
    can no longer be asked for.
    """
    job = fetch(Job.objects.visible_to(by).select_related("topic"), job_id)
    if job.client_id != by.pk:
        raise NotYourJob
    if job.is_hidden:
        raise JobRemoved
    return create_job(by=by, details=JobDetails.of(job))


@atomic
def change_job(*, by: "User", job_id: int, changes: JobChanges, seen: str = "") -> Job:
    """Change a draft or an open job. An open one keeps what was changed, and who was invited or has bid is told.

    `seen` is the `edition` that the changes were written on: nothing newer is overwritten unseen. Raises NotFound,
    NotYourJob, JobRemoved, JobEnded, JobChangedMeanwhile, and Invalid at the fields (an open job keeps its currency,
    and its questions once somebody has bid).
    """
    job = own_job(by, job_id)
    if job.is_hidden:
        raise JobRemoved
    if not job.is_changeable:
        raise JobEnded(state=job.state_label)
    if seen and seen != edition(job):
        raise JobChangedMeanwhile
    before, was = JobDetails.of(job), snapshot(job)
    details = replace(before, **changes)
    topic, skills = details.check()
    files = attachable(by, details.files)
    if job.is_open and details.paid_in != before.paid_in:
        raise Invalid(errors={"budget_min": [_("The currency of an open job cannot be changed.")]})
    if tuple(details.questions) != before.questions:
        _ask(job, details.questions)
    _write(job, details)
    job.topic = topic
    job.save()
    job.skills.set(skills)
    job.files.set(files)
    audit("job.changed", by=by, on=job, fields=", ".join(sorted(changes)))
    changed = difference(was, snapshot(job))
    if job.is_open and changed:
        Change.objects.create(job=job, at=clock.now(), fields=changed)
        keep_open(job)
        _tell_about_change(job, changed)
        job_changed.send(Job, job_id=job.pk)
    return job


def _write(job: Job, details: JobDetails) -> None:
    job.title, job.description = nfc(details.title).strip(), nfc(details.description).strip()
    low, high = details.budget_min, details.budget_max
    job.budget_min_amount = None if low is None else low.amount
    job.budget_max_amount = None if high is None else high.amount
    job.currency = details.paid_in
    job.duration_days, job.visibility = details.duration_days, details.visibility


def _ask(job: Job, asks: Sequence[Ask]) -> None:
    """Write the questions anew. One whose words stay is the same row: answers that are being typed still find it."""
    if job.bid_count:
        raise Invalid(errors={"questions": [ANSWERED]})
    before = {each.text: each for each in job.questions.all()}
    job.questions.update(position=F("position") + MOST_QUESTIONS)
    for number, ask in enumerate(asks, 1):
        text = nfc(ask.text).strip()
        question = before.pop(text, None) or Question(job=job, text=text)
        question.position, question.is_required = number, ask.required
        question.save()
    try:
        with atomic():
            job.questions.filter(position__gt=MOST_QUESTIONS).delete()
    except ProtectedError as answered:  # by a bid that was withdrawn
        raise Invalid(errors={"questions": [ANSWERED]}) from answered


def _tell_about_change(job: Job, changed: dict[str, list[object]]) -> None:
    threads = Thread.objects.filter(job=job).exclude(freelancer__in=apart_from(job.client))
    for thread in threads.select_related("freelancer", "conversation"):
        post_system_message(thread.conversation, "job.changed")
        with activate_for(thread.freelancer):
            short = in_short(changed)
        notify(
            thread.freelancer,
            "job.changed",
            job.client,
            on=job,
            client=job.client,
            job=job.title,
            changes=short,
        )


@atomic
def publish_job(*, by: "User", job_id: int) -> Job:
    """Open a draft for bids, for as many days as the site's table says.

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
    """Keep an open job open for as long as a new one.

    Raises NotFound, NotYourJob, JobRemoved (hidden), JobNotOpen (a draft), JobEnded.
    """
    job = own_job(by, job_id)
    if job.is_hidden:
        raise JobRemoved
    if not job.is_open:
        raise (JobNotOpen if job.state == Job.State.DRAFT else JobEnded)(state=job.state_label)
    _open_until(job, clock.now() + timedelta(days=settings.LIFECYCLE.job_open_days))
    audit("job.prolonged", by=by, on=job, until=job.expires_at)
    return job


def _open_until(job: Job, until: datetime) -> None:
    job.expires_at, job.warned_at = until, None
    job.save(update_fields=["expires_at", "warned_at"])
