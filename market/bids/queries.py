"""What is known of bids: the month's places of a freelancer, and what changed between two terms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When

from market.bids.models import Bid, Terms
from market.core import clock
from market.core.db import fetch
from market.core.money import Money
from market.jobs.actions import NotYourJob
from market.jobs.models import Job

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
    first, following = month_of(clock.now())
    placed = list(
        Bid.objects.filter(freelancer=user, submitted_at__gte=first, submitted_at__lt=following).values_list(
            "returned_at", flat=True
        )
    )
    back = sum(at is not None for at in placed)
    return Quota(used=len(placed) - back, limit=settings.LIFECYCLE.bids_per_month, given_back=back, renews_at=following)


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


def count_by_state(job: Job) -> dict[str, int]:
    """How many bids a job has in each state."""
    return dict(Bid.objects.filter(job=job).values_list("state").annotate(count=Count("pk")).order_by())


def bids_in_tab(freelancer: "User", tab: str) -> "QuerySet[Bid]":
    """Her own bids of a tab (an unknown one is the first), newest first."""
    states = TABS.get(tab, TABS[""])
    return Bid.objects.with_parts().filter(freelancer=freelancer, state__in=states).order_by("-pk")


def counts_by_tab(freelancer: "User") -> dict[str, int]:
    """How many of her bids stand under each tab."""
    found = dict(Bid.objects.filter(freelancer=freelancer).values_list("state").annotate(count=Count("pk")).order_by())
    return {tab: sum(found.get(state, 0) for state in states) for tab, states in TABS.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """What new terms change: each value before, or None where it stays. `parts` says whether milestones differ."""

    amount: Money | None
    days: int | None
    parts: bool


def differences(bid: Bid) -> "list[tuple[Terms, Difference | None]]":
    """Every version of a bid's terms, the newest first, with what it changed of the one before (None: the first)."""
    versions = sorted(bid.terms.all(), key=lambda terms: terms.number)
    pairs = zip([None, *versions], versions, strict=False)
    return [(terms, _difference(before, terms) if before else None) for before, terms in pairs][::-1]


def _difference(before: Terms, after: Terms) -> Difference:
    return Difference(
        amount=before.amount if before.amount != after.amount else None,
        days=before.days if before.days != after.days else None,
        parts=before.milestones != after.milestones,
    )
