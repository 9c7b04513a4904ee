"""Reads of bids: a freelancer's quota, sorted lists, the last bid on a job or in a conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Invitation, Job, Question, Thread
from market.jobs.postings.refusals import NotYourJob
from market.messaging.models import Conversation
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query

if TYPE_CHECKING:
    from market.accounts.models import User

# Sort orders of the client's list of bids; each begins with those that can still be chosen.
RANK = Case(
    When(state=Bid.State.ACCEPTED, then=Value(0)),
    When(state=Bid.State.SHORTLISTED, then=Value(1)),
    When(state=Bid.State.SUBMITTED, then=Value(2)),
    default=Value(3),
)
ORDERS = {"": ("rank", "-pk"), "amount": ("rank", "latest_amount", "-pk"), "days": ("rank", "latest_days", "-pk")}
# The states in each tab of a freelancer's bids; the first, "", is the default.
TABS: dict[str, tuple[str, ...]] = {
    "": tuple(Bid.OPEN),
    "accepted": (Bid.State.ACCEPTED,),
    "ended": (Bid.State.DECLINED, Bid.State.WITHDRAWN, Bid.State.LAPSED),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """A freelancer's quota of bids in a calendar month (in the site's time zone)."""

    used: int
    limit: int
    given_back: int
    renews_at: datetime

    @property
    def left(self) -> int:
        """How many bids they can still place."""
        return max(self.limit - self.used, 0)


def month_bounds(at: datetime) -> tuple[datetime, datetime]:
    """The first instant of the calendar month, and of the next."""
    first = clock.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def quota_of(user: "User") -> Quota:
    """The user's quota of this month: each bid uses a place, which comes back where the client hired nobody."""
    return _count_quota([each for (each,) in _return_dates(user, *month_bounds(clock.now()))])


@prepared
def _return_dates(user: "User", first: datetime, following: datetime) -> "QuerySet[Bid, tuple[datetime | None]]":
    return _bids_between(user, first, following).values_list("returned_at")


def _count_quota(returned: list[datetime | None]) -> Quota:
    back = sum(at is not None for at in returned)
    renews_at = month_bounds(clock.now())[1]
    return Quota(len(returned) - back, settings.LIFECYCLE.bids_per_month, back, renews_at)


def closed_conversation_of(user: "User", **bid: int) -> Conversation | None:
    """Where the user reads what was written about such a bid of theirs that a block took out of their sight; None if
    there is none."""
    apart = blocked_ids_query(user)
    sides = Q(job__client=user, freelancer__in=apart) | Q(freelancer=user, job__client__in=apart)
    rows = Bid.objects.filter(sides, **bid).values("conversation")
    return Conversation.objects.visible_to(user).filter(pk__in=rows).first()


@dataclass(frozen=True, slots=True)
class BiddingLimits:
    """What decides whether a freelancer may bid on a job, read in one query."""

    quota: Quota
    has_open_bid: bool
    last_hour: list[datetime]  # times of bids in the last hour, oldest first


def bidding_limits_of(user: "User", job: Job) -> BiddingLimits:
    """The user's quota, their bids of the last hour, and whether they have an open bid on the job."""
    now = clock.now()
    first, hour = month_bounds(now)[0], now - timedelta(hours=1)
    counted = Q(origin=Bid.Origin.BID, submitted_at__gte=min(first, hour))
    rows = list(
        Bid.objects.filter(counted | Q(job=job, state__in=Bid.OPEN), freelancer=user)
        .order_by("submitted_at")
        .values_list("job_id", "state", "origin", "submitted_at", "returned_at")
    )
    placed = [(at, back) for _job, _state, origin, at, back in rows if origin == Bid.Origin.BID]
    return BiddingLimits(
        quota=_count_quota([back for at, back in placed if at >= first]),
        has_open_bid=any(job_id == job.pk and state in Bid.OPEN for job_id, state, *_rest in rows),
        last_hour=[at for at, _back in placed if at > hour],
    )


def placed_this_month(user: "User") -> "QuerySet[Bid]":
    """The user's bids of this month, whether their place came back or not. Direct offers use none."""
    return _bids_between(user, *month_bounds(clock.now()))


def _bids_between(user: "User", first: datetime, following: datetime) -> "QuerySet[Bid]":
    return Bid.objects.filter(
        freelancer=user, origin=Bid.Origin.BID, submitted_at__gte=first, submitted_at__lt=following
    )


def bids_of_job(user: "User", job_id: int, order: str = "") -> "QuerySet[Bid]":
    """The bids on a job: all of them for its client, their own for a bidder. `order`: a key of ORDERS, else the first.

    Raises NotFound to who may not see the job, NotYourJob to who has no bid on it.
    """
    job = fetch(Job.objects.visible_to(user), job_id)
    bids = Bid.objects.with_parts().filter(job=job).visible_to(user)
    if job.client_id != user.pk and not bids.exists():
        raise NotYourJob
    return sort_bids(bids, order)


def sort_bids(bids: "QuerySet[Bid]", order: str) -> "QuerySet[Bid]":
    """Bids in one of ORDERS; an unknown one is the first: best chances, then newest."""
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    return bids.annotate(
        rank=RANK,
        latest_amount=Subquery(latest.values("amount_value")[:1]),
        latest_days=Subquery(latest.values("days")[:1]),
    ).order_by(*ORDERS.get(order, ORDERS[""]))


def may_bid(user: "User", job: Job) -> bool:
    """Whether the user can bid on a job that they see: with a public profile, and invited where the job asks for it."""
    is_graduate = Profile.objects.public().filter(user=user).exists()
    is_admitted = job.visibility == Job.Visibility.ALL or Invitation.objects.filter(job=job, freelancer=user).exists()
    return job.is_open and job.client.is_in_sight and is_graduate and is_admitted


MOST_COMPARED = 4


def bids_to_compare(client: "User", job_id: int, ids: list[int]) -> "tuple[Job, list[Bid]]":
    """The client's job and up to four of its bids: those of `ids`, else the best of the list.

    Raises NotFound to who may not see the job, NotYourJob.
    """
    job = fetch(Job.objects.visible_to(client), job_id)
    if job.client_id != client.pk:
        raise NotYourJob
    rows = sort_bids(Bid.objects.with_parts().visible_to(client).filter(job=job), "").select_related("note")
    chosen = list(rows.filter(pk__in=ids)[:MOST_COMPARED]) if ids else []
    return job, chosen or list(rows.filter(state__in=[*Bid.OPEN, Bid.State.ACCEPTED])[:MOST_COMPARED])


def count_by_state(client: "User", job: Job) -> dict[str, int]:
    """How many bids the client's job has in each state."""
    return dict(
        Bid.objects.visible_to(client).filter(job=job).values_list("state").annotate(count=Count("pk")).order_by()
    )


def bids_in_tab(freelancer: "User", tab: str) -> "QuerySet[Bid]":
    """The freelancer's bids of a tab (an unknown one is the first), newest first."""
    states = TABS.get(tab, TABS[""])
    rows = Bid.objects.visible_to(freelancer).select_related("job__client", "freelancer").prefetch_related("terms")
    return rows.filter(freelancer=freelancer, state__in=states).order_by("-pk")


def counts_by_tab(freelancer: "User") -> dict[str, int]:
    """How many of the freelancer's bids are in each tab."""
    bids = Bid.objects.visible_to(freelancer).filter(freelancer=freelancer)
    by_state = dict(bids.values_list("state").annotate(count=Count("pk")).order_by())
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


@prepared
def _bids_on(job: Job, freelancer: "User") -> "QuerySet[Bid]":
    return Bid.objects.filter(job=job, freelancer=freelancer).order_by("-pk")[:1]


def last_bid_on(job: Job, freelancer: "User") -> Bid | None:
    """The freelancer's last bid on a job, with its terms."""
    return prefetch_terms(_bids_on(job, freelancer))


@prepared
def _bids_in(conversation: Conversation, user: "User") -> "QuerySet[Bid]":
    return (
        Bid.objects.visible_to(user)
        .filter(conversation=conversation)
        .select_related("job__client", "freelancer")
        .order_by("-pk")[:1]
    )


def last_bid_in(conversation: Conversation, user: "User") -> Bid | None:
    """The last bid of a conversation that the user may see, with its terms; read once for each conversation object."""
    bids: dict[int, Bid | None] = conversation.__dict__.setdefault("last_bids", {})
    if user.pk not in bids:
        bids[user.pk] = prefetch_terms(_bids_in(conversation, user))
    return bids[user.pk]


@prepared
def _terms_of(bids: list[int]) -> "QuerySet[Terms]":
    return Terms.objects.filter(bid__in=Each(bids))


def prefetch_terms(bids: list[Bid]) -> Bid | None:
    """Load the terms of all these bids; return the first bid."""
    if bids:
        hold(bids, "terms", _terms_of([bid.pk for bid in bids]), by="bid_id")
    return bids[0] if bids else None


def job_to_bid_on(user: "User", job_id: int) -> Job:
    """The job where the user may see it, annotated with what exists around it, to save queries. Raises NotFound."""
    job = next(iter(_job_around(user, job_id)), None)
    if job is None:
        raise NotFound
    return job


def is_too_early(job: Job, profile: Profile, *, is_invited: bool) -> bool:
    """Whether a starter job is not open to this freelancer yet."""
    return job.is_for_starters and profile.jobs_done >= settings.LIFECYCLE.starter_jobs and not is_invited


def lock_profile(user: "User") -> Profile | None:
    """The user's profile with the certificate; the profile is locked."""
    return next(iter(_profile_of(user)), None)


@prepared
def _job_around(user: "User", job: int) -> "QuerySet[Job]":
    own = {"job": OuterRef("pk"), "freelancer": user}
    rows = Job.objects.visible_to(user).filter(pk=job).select_related("client__news_settings")
    return rows.annotate(
        has_questions=Exists(Question.objects.filter(job=OuterRef("pk"))),
        has_invited=Exists(Invitation.objects.filter(**own)),
        has_thread=Exists(Thread.objects.filter(**own)),
    )


@prepared
def _profile_of(user: "User") -> "QuerySet[Profile]":
    rows = Profile.objects.filter(user=user).select_related("certificate")
    return rows.select_for_update(of=("self",), no_key=True)
