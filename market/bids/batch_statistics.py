"""Batch statistics from bids."""

from market.bids.models import Bid
from market.training.batch_statistics import People, outcome


@outcome("bids")
def with_bid(people: People) -> set[int]:
    """Ids of users who have sent a bid."""
    return set(Bid.objects.filter(freelancer__in=people).values_list("freelancer_id", flat=True))
