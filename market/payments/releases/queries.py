"""Releases of a milestone as its client may read of them."""

from dataclasses import dataclass
from datetime import datetime

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.payments.models import Release


@dataclass(frozen=True, slots=True)
class ReleasedAmount:
    """What a client released at once, or the part of it that their bank took back, or the freelancer gave back."""

    amount: Money
    released_at: datetime
    is_taken_back: bool
    is_given_back: bool


def released_amounts(milestone: Milestone) -> list[ReleasedAmount]:
    """What the client released of a milestone, oldest first.

    A payout of a part splits the release's row; the parts are added up here, since the client reads of no payouts.
    """
    sums: dict[tuple[datetime, bool, bool], Money] = {}
    for release in milestone.releases.earned().order_by("released_at", "pk"):
        is_taken, is_given = (release.state == each for each in Release.GONE)
        key = release.released_at, is_taken, is_given
        sums[key] = sums[key] + release.amount if key in sums else release.amount
    return [ReleasedAmount(amount, *key) for key, amount in sums.items()]
