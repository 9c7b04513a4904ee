"""What contracts add to the pages of bids."""

from typing import Any

from django.http import HttpRequest

from market.bids.models import Bid
from market.contracts.models import Contract
from market.core.panels import panel


@panel("bid.actions", "contracts/bid_actions.html", order=10)
def way_to_a_contract(*, request: HttpRequest, bid: Bid, as_client: bool, **found: Any) -> dict[str, Any] | None:
    """To accept the other side's latest terms; once the contract stands, to go there."""
    if bid.state == Bid.State.ACCEPTED or bid.returned_at:
        contract = Contract.objects.filter(bid=bid).first()
        return {"contract": contract} if contract else None
    acceptable = bid.is_open and bid.job.is_open and bid.latest.by_id != request.user.pk
    return {"terms": bid.latest} if acceptable else None
