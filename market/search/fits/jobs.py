"""Jobs for a freelancer: found by the one search, new to them, and each with its reasons."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base.prepared import Each, prepared
from market.jobs.models import Invitation, Job, JobQuerySet, Mark
from market.profiles.models import Profile
from market.search.finding.queries import JobQuery
from market.search.fits.best import best
from market.search.fits.criteria import fit_of, is_within_budget, jobs_wanted, set_fit, skills_asked
from market.search.lists.rows import rows_of

MOST = 100


def jobs_that_fit(profile: Profile, most: int = MOST) -> list[int]:
    """The ids of the open jobs that fit a freelancer best, the best first.

    Without their own jobs, those that they hid, bid on or were invited to, those of clients behind a block, and those
    whose budget lies below the freelancer's lowest price. Those of which they have each skill that the client chose
    come before the others.
    """
    query, owned = JobQuery(viewer=profile.user_id), {skill.id for skill in profile.skills.all()}

    def affordable(ids: list[int]) -> dict[int, int]:
        jobs: list[Any] = list(_budgets_and_skills(profile.user, ids))
        return {job.pk: int(not owned.issuperset(job.chosen)) for job in jobs if is_within_budget(job, profile)}

    return best(query, jobs_wanted(profile), affordable, most)


def fitting_jobs(profile: Profile, most: int) -> list[Any]:
    """The open jobs that fit a freelancer best, for cards with what they marked of them, at most `most`."""
    return rows_of(JobQuery(), jobs_that_fit(profile, most), profile.user_id)


def new_to(user: User, ids: list[int] | Each) -> JobQuerySet:
    """Of these jobs, the open ones of which a freelancer may still hear."""
    mine = {"job": OuterRef("pk"), "freelancer": user}
    is_invited_or_bidding = Exists(Bid.objects.filter(**mine)) | Exists(Invitation.objects.filter(**mine))
    rows = Job.objects.public().not_hidden_by(user).exclude(client=user)
    return rows.filter(~is_invited_or_bidding, pk__in=ids)


@prepared
def _budgets_and_skills(user: User, ids: list[int]) -> JobQuerySet:
    chosen = ArraySubquery(Job.skills.through.objects.filter(job=OuterRef("pk")).values("skill_id"))
    return new_to(user, Each(ids)).only("budget_max_amount", "currency").annotate(chosen=chosen)


def with_reasons(profile: Profile, ids: list[int]) -> list[Any]:
    """The jobs of these ids in this order, for cards, each with its `fit`, and whether the freelancer saved it."""
    owned = [skill.id for skill in profile.skills.all()]
    rows = rows_of(JobQuery(), ids)
    saved = set(
        Mark.objects.filter(user=profile.user_id, job__in=ids, kind=Mark.Kind.SAVED).values_list("job", flat=True)
    )
    for job in rows:
        set_fit(job, fit_of(job, profile, owned, skills_asked(job)))
        job.is_saved = job.pk in saved
    return rows
