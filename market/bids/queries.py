"""What is known of bids: the month's places of a freelancer, and what changed between two terms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from market.bids.models import Bid
from market.core import clock

if TYPE_CHECKING:
    from market.accounts.models import User


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
