"""For a new job, the freelancers whom it fits: looked up by the skills that it asks for, in one statement."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.db.models.fields import IntegerField

from market.bids.models import Bid
from market.core.base import clock
from market.core.text.bangla import language_of
from market.jobs.models import Invitation, Job, Mark
from market.profiles.models import Profile
from market.search.backends import postgres_ranking as by
from market.search.fits.criteria import skills_asked
from market.search.fits.models import JobSuggestion

MOST_TOLD = 300  # of a job: more bids than a client reads serve nobody


def freelancers_for(job: Job) -> list[Profile]:
    """The profiles of freelancers who take work and speak the language of a job, within its budget: MOST_TOLD in all.

    Those with most of its skills come first, among equals the day's draw decides; of a job that names no skill, those
    of its topic. Nobody who was told of it before, was invited, has bid, or put it away.
    """
    most = MOST_TOLD - JobSuggestion.objects.filter(job=job).count()  # it may be matched again at each change
    if most <= 0:
        return []
    skills = [entry.id for entry in skills_asked(job)]
    rows = _who_may_be_told(job)
    shared: Count | Value = Value(0, IntegerField())
    if skills:
        rows, shared = rows.filter(skills__in=skills), Count("skills")
    else:
        rows = rows.filter(topic=job.topic_id)
    best = rows.values("pk").annotate(shared=shared, drawn=by.draw(clock.now())).order_by("-shared", "drawn", "pk")
    ids = list(best.values_list("pk", flat=True)[:most])
    profiles = Profile.objects.filter(pk__in=ids).select_related("user__news_settings").prefetch_related("skills")
    return [profile for profile in profiles if not profile.is_away]


def _who_may_be_told(job: Job) -> "QuerySet[Profile]":
    mine = {"job": job, "freelancer": OuterRef("user")}
    invited_or_bidding = (Invitation.objects.filter(**mine), Bid.objects.filter(**mine))
    marked = (model.objects.filter(job=job, user=OuterRef("user")) for model in (Mark, JobSuggestion))
    rows = Profile.objects.public_to(job.client).exclude(user=job.client_id)
    rows = rows.exclude(availability=Profile.Availability.BUSY).filter(languages__contains=[language_of(job.title)])
    if job.budget_max_amount is not None:
        rows = rows.filter(by.at_most(job.budget_max_amount, job.currency, "price_amount", "price_currency"))
    return rows.filter(*(~Exists(each) for each in (*invited_or_bidding, *marked)))
