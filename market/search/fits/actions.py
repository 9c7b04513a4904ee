"""Suggesting new jobs to freelancers whom they fit, each job once, and telling them at their hour."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, one_at_a_time
from market.core.base.events import Address, emit
from market.core.base.jobs import defer
from market.core.base.row_deadlines import BATCH
from market.jobs.models import Job
from market.notifications.preferences.channels import settings_of
from market.profiles.models import Profile
from market.search.alerts.queries import told_before
from market.search.fits.criteria import fit_of, skills_asked
from market.search.fits.events import JobsSuggested, JobSuggested
from market.search.fits.jobs import new_to
from market.search.fits.matching import freelancers_for
from market.search.fits.models import JobSuggestion
from market.search.fits.schedule import day_began, next_time, wants_at_once

TELL = "market.search.tasks.tell_of_jobs"
NAMED = 3  # titles in a notification
KEPT = timedelta(days=90)


@atomic
def suggest_job(*, job_id: int) -> int:
    """Suggest a public job to the freelancers whom it fits; returns to how many. Again, only to those who are new."""
    job = Job.objects.public().with_parts().filter(pk=job_id).first()
    if job is None or not job.is_open:
        return 0
    _forget_old()
    return suggest_to(job, freelancers_for(job))


def _forget_old() -> None:
    """Delete what was suggested long ago of jobs that cannot open again: as new ones come, old ones go."""
    ended = [Job.State.CLOSED, Job.State.EXPIRED, Job.State.REMOVED]
    old = JobSuggestion.objects.filter(created_at__lt=clock.now() - KEPT, job__state__in=ended)
    JobSuggestion.objects.filter(pk__in=list(old.order_by("pk").values_list("pk", flat=True)[:1000])).delete()


def suggest_to(job: Job, profiles: Iterable[Profile]) -> int:
    """Let a job wait for the hour of these freelancers. Whoever has it already keeps what they have."""
    now, asked = clock.now(), skills_asked(job)
    suggestions = []
    for profile in profiles:
        user_settings = settings_of(profile.user)
        fit = fit_of(job, profile, [skill.pk for skill in profile.skills.all()], asked)
        is_at_once = fit.is_close and wants_at_once(user_settings)
        due = next_time(user_settings, now, is_at_once=is_at_once)
        suggestions.append(
            JobSuggestion(user_id=profile.user_id, job=job, is_at_once=is_at_once, created_at=now, due_at=due)
        )
    JobSuggestion.objects.bulk_create(suggestions, ignore_conflicts=True)
    return len(suggestions)


@atomic
def defer_suggestions_due() -> int:
    """Hand whoever is to be told now to a job; other processes pass over the rows that this one holds. The next BATCH
    rows; returns how many there were."""
    due = JobSuggestion.objects.filter(due_at__lte=clock.now()).select_for_update(skip_locked=True, no_key=True)
    rows = list(due.order_by("due_at")[:BATCH])
    JobSuggestion.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=None)
    for user_id in sorted({row.user_id for row in rows}):
        defer(TELL, user_id=user_id)
    return len(rows)


@atomic
def tell_of_jobs(*, user_id: int) -> None:
    """Tell a freelancer of the suggested jobs whose time has come. Run twice it tells nothing the second time.

    A job is left out that is not public and open any more, and one that the freelancer put away, bid on, was invited
    to, or was told of for a saved search, or from whose client a block keeps them apart; all, for one who takes no
    work now.
    """
    user = User.objects.select_related("news_settings").filter(pk=user_id).first()
    if user is None:
        return
    one_at_a_time(user)  # two jobs for one user would each tell a bundle
    waiting = list(JobSuggestion.objects.filter(user=user, due_at=None, settled_at=None))
    profile = Profile.objects.with_parts().filter(user=user).first()
    jobs = _still_fitting(profile, [row.job_id for row in waiting])
    at_once = {row.job_id for row in waiting if row.is_at_once}
    gathered = [job for job in jobs if job.pk not in at_once]
    if gathered and _was_told_today(user):
        _postpone(user, [row.pk for row in waiting if not row.is_at_once])
        waiting, gathered = [row for row in waiting if row.is_at_once], []
    singles = [job for job in jobs if job.pk in at_once]
    _settle(waiting, [*gathered, *singles])
    for job in singles:
        emit(JobSuggested(job=job.title), on=job, by=None, to=[user], about=job.client)
    if gathered:
        titles = " · ".join(job.title for job in gathered[:NAMED])
        emit(JobsSuggested(jobs=titles), on=Address(reverse("jobs_for_you")), by=None, to=[user])


def _still_fitting(profile: Profile | None, ids: list[int]) -> list[Job]:
    """Of these jobs, those of which the freelancer may hear, those with most of their skills first."""
    if profile is None or not profile.is_shown or profile.is_away or profile.availability == profile.Availability.BUSY:
        return []
    owned = [skill.pk for skill in profile.skills.all()]
    new = new_to(profile.user, ids).exclude(pk__in=told_before(profile.user, "jobs", ids))
    jobs = [job for job in new.with_parts().order_by("-pk") if job.is_open]
    return sorted(jobs, key=lambda job: -len(fit_of(job, profile, owned, skills_asked(job)).skills))


def _was_told_today(user: User) -> bool:
    since = day_began(settings_of(user), clock.now())
    return JobSuggestion.objects.filter(user=user, is_told=True, is_at_once=False, settled_at__gte=since).exists()


def _postpone(user: User, ids: list[int]) -> None:
    due = next_time(settings_of(user), clock.now(), is_at_once=False)
    JobSuggestion.objects.filter(pk__in=ids).update(due_at=due)


def _settle(rows: list[JobSuggestion], told: list[Job]) -> None:
    settled = JobSuggestion.objects.filter(pk__in=[row.pk for row in rows])
    settled.update(settled_at=clock.now())
    settled.filter(job__in=told).update(is_told=True)
