"""What contracts add to the pages of bids, and who may read what was delivered."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.panels import panel
from market.files.access import reader
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


@reader
def delivered_files(user: "User") -> QuerySet[Upload]:
    """What was delivered is read by both sides of the contract."""
    return Upload.objects.filter(deliveries__milestone__in=Milestone.objects.visible_to(user))


@panel("bid.actions", "contracts/bid_actions.html", order=10)
def way_to_a_contract(*, request: HttpRequest, bid: Bid, as_client: bool, **found: Any) -> dict[str, Any] | None:
    """To accept the other side's latest terms; once the contract stands, to go there."""
    if bid.state == Bid.State.ACCEPTED or bid.returned_at:
        contract = Contract.objects.filter(bid=bid).first()
        return {"contract": contract} if contract else None
    acceptable = bid.is_open and bid.job.is_open and bid.latest.by_id != request.user.pk
    return {"terms": bid.latest} if acceptable else None
