"""Refresh the open page of a job when something happens to one of its bids."""

from market.bids.models import Bid
from market.core.base.events import Emission, consumes_events
from market.realtime.push import push_on_commit


@consumes_events
def refresh_job(emission: Emission) -> None:
    """Tell the open pages of the client that the bids on their job are not what they show."""
    if isinstance(emission.on, Bid):
        bid = emission.on
        push_on_commit([bid.job.client_id], {"type": "changed", "what": "job", "id": bid.job_id})
