"""What is known of bids: the month's places of a freelancer, lists in their orders, direct offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Invitation, Job
from market.jobs.postings.refusals import NotYourJob
from market.messaging.models import Conversation
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

# How the client's list of bids can stand; every order begins with those that can still be chosen.
RANK = Case(
    When(state=Bid.State.ACCEPTED, then=Value(0)),
    When(state=Bid.State.SHORTLISTED, then=Value(1)),
    When(state=Bid.State.SUBMITTED, then=Value(2)),
    default=Value(3),
)
ORDERS = {"": ("rank", "-pk"), "amount": ("rank", "latest_amount", "-pk"), "days": ("rank", "latest_days", "-pk")}
# What stands under each tab of a freelancer's bids; the first, "", is the one that opens.
TABS: dict[str, tuple[str, ...]] = {
    "": tuple(Bid.OPEN),
    "accepted": (Bid.State.ACCEPTED,),
    "ended": (Bid.State.DECLINED, Bid.State.WITHDRAWN, Bid.State.LAPSED),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """A freelancer's places for bids in a calendar month (of the site's time zone)."""

    used: int
    limit: int
    given_back: int
    renews_at: datetime

    @property
    def left(self) -> int:
        """How many bids she can still place."""
        return max(self.limit - self.used, 0)


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """The first instant of the calendar month, and of the next."""
    first = clock.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def quota_of(user: "User") -> Quota:
    """Her places of this month: each bid takes one, and gives it back where the client hired nobody."""
    return _quota([each for (each,) in _places(user, *month_of(clock.now()))])


@prepared
def _places(user: "User", first: datetime, following: datetime) -> "QuerySet[Bid, tuple[datetime | None]]":
    return _placed(user, first, following).values_list("returned_at")


def _quota(returned: list[datetime | None]) -> Quota:
    back = sum(at is not None for at in returned)
    renews_at = month_of(clock.now())[1]
    return Quota(len(returned) - back, settings.LIFECYCLE.bids_per_month, back, renews_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a freelancer may bid on a job, read in one statement."""

    quota: Quota
    has_open_bid: bool
    last_hour: list[datetime]  # when she bid in the last hour, oldest first


def standing_of(user: "User", job: Job) -> Standing:
    """Her month, her last hour, and whether a bid of hers on the job is open."""
    now = clock.now()
    first, hour = month_of(now)[0], now - timedelta(hours=1)
    counted = Q(origin=Bid.Origin.BID, submitted_at__gte=min(first, hour))
    rows = list(
        Bid.objects.filter(counted | Q(job=job, state__in=Bid.OPEN), freelancer=user)
        .order_by("submitted_at")
        .values_list("job_id", "state", "origin", "submitted_at", "returned_at")
    )
    placed = [(at, back) for _job, _state, origin, at, back in rows if origin == Bid.Origin.BID]
    return Standing(
        quota=_quota([back for at, back in placed if at >= first]),
        has_open_bid=any(job_id == job.pk and state in Bid.OPEN for job_id, state, *_rest in rows),
        last_hour=[at for at, _back in placed if at > hour],
    )


def placed_this_month(user: "User") -> "QuerySet[Bid]":
    """The bids that took a place of hers this month, whether it came back or not. Direct offers take none."""
    return _placed(user, *month_of(clock.now()))


def _placed(user: "User", first: datetime, following: datetime) -> "QuerySet[Bid]":
    return Bid.objects.filter(
        freelancer=user, origin=Bid.Origin.BID, submitted_at__gte=first, submitted_at__lt=following
    )


def bids_of_job(user: "User", job_id: int, order: str = "") -> "QuerySet[Bid]":
    """The bids on a job: all of them for its client, her own for a bidder. `order` is a key of ORDERS, else the first.

    Raises NotFound to who may not see the job, NotYourJob to who has no bid on it.
    """
    job = fetch(Job.objects.visible_to(user), job_id)
    bids = Bid.objects.with_parts().filter(job=job).visible_to(user)
    if job.client_id != user.pk and not bids.exists():
        raise NotYourJob
    return in_order(bids, order)


def in_order(bids: "QuerySet[Bid]", order: str) -> "QuerySet[Bid]":
    """Bids in one of ORDERS; an unknown one is the first: best chances, then newest."""
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    return bids.annotate(
        rank=RANK,
        latest_amount=Subquery(latest.values("amount_value")[:1]),
        latest_days=Subquery(latest.values("days")[:1]),
    ).order_by(*ORDERS.get(order, ORDERS[""]))


def may_bid(user: "User", job: Job) -> bool:
    """Whether the person can write a bid on a job that she sees: a graduate who is shown, and invited if need be."""
    is_graduate = Profile.objects.public().filter(user=user).exists()
    is_meant = job.visibility == Job.Visibility.ALL or Invitation.objects.filter(job=job, freelancer=user).exists()
    return job.is_open and job.client.is_in_sight and is_graduate and is_meant


MOST_COMPARED = 4


def bids_to_compare(client: "User", job_id: int, ids: list[int]) -> "tuple[Job, list[Bid]]":
    """The client's job and up to four of its bids, side by side: those asked for, else the best of the list.

    Raises NotFound to who may not see the job, NotYourJob.
    """
    job = fetch(Job.objects.visible_to(client), job_id)
    if job.client_id != client.pk:
        raise NotYourJob
    rows = in_order(Bid.objects.with_parts().visible_to(client).filter(job=job), "").select_related("note")
    asked = list(rows.filter(pk__in=ids)[:MOST_COMPARED]) if ids else []
    return job, asked or list(rows.filter(state__in=[*Bid.OPEN, Bid.State.ACCEPTED])[:MOST_COMPARED])


def offers_in_tab(user: "User", tab: str) -> "QuerySet[Bid]":
    """Direct offers, newest first: those made to her ("received"), else those that the person made."""
    side = {"freelancer": user} if tab == "received" else {"job__client": user}
    return Bid.objects.with_parts().visible_to(user).filter(origin=Bid.Origin.OFFER, **side).order_by("-pk")


def count_by_state(client: "User", job: Job) -> dict[str, int]:
    """How many bids the client's job has in each state."""
    return dict(
        Bid.objects.visible_to(client).filter(job=job).values_list("state").annotate(count=Count("pk")).order_by()
    )


def bids_in_tab(freelancer: "User", tab: str) -> "QuerySet[Bid]":
    """Her own bids of a tab (an unknown one is the first), newest first."""
    states = TABS.get(tab, TABS[""])
    rows = Bid.objects.visible_to(freelancer).select_related("job__client", "freelancer").prefetch_related("terms")
    return rows.filter(freelancer=freelancer, state__in=states).order_by("-pk")


def counts_by_tab(freelancer: "User") -> dict[str, int]:
    """How many of her bids stand under each tab."""
    hers = Bid.objects.visible_to(freelancer).filter(freelancer=freelancer)
    found = dict(hers.values_list("state").annotate(count=Count("pk")).order_by())
    return {tab: sum(found.get(state, 0) for state in states) for tab, states in TABS.items()}


@prepared
def _bids_on(job: Job, freelancer: "User") -> "QuerySet[Bid]":
    return Bid.objects.filter(job=job, freelancer=freelancer).order_by("-pk")[:1]


def last_bid_on(job: Job, freelancer: "User") -> Bid | None:
    """The freelancer's last bid on a job, with its terms."""
    return with_terms(_bids_on(job, freelancer))


@prepared
def _bids_in(talk: Conversation, user: "User") -> "QuerySet[Bid]":
    return Bid.objects.visible_to(user).filter(conversation=talk).order_by("-pk")[:1]


def last_bid_in(talk: Conversation, user: "User") -> Bid | None:
    """The last bid of the people of a talk that the person may see, with its terms."""
    return with_terms(_bids_in(talk, user))


@prepared
def _terms_of(bids: list[int]) -> "QuerySet[Terms]":
    return Terms.objects.filter(bid__in=Each(bids))


def with_terms(bids: list[Bid]) -> Bid | None:
    """The first of bids, all of which know their terms from now on."""
    if bids:
        hold(bids, "terms", _terms_of([bid.pk for bid in bids]), by="bid_id")
    return bids[0] if bids else None
