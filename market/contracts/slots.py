"""What contracts add to the pages of bids, and who may read what was delivered."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from market.bids.models import Bid
from market.contracts.history.work import paid_contracts, told
from market.contracts.models import Contract, Milestone
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.models import Upload
from market.profiles.models import Profile
from market.safety.models import apart_ids

if TYPE_CHECKING:
    from market.accounts.models import User

SHOWN = 10


@reader
def delivered_files(user: "User") -> QuerySet[Upload]:
    """What was delivered is read by both sides of the contract."""
    return Upload.objects.filter(deliveries__milestone__in=Milestone.objects.visible_to(user))


@slot_renderer("bid.actions", "contracts/bid_actions.html", order=10)
def way_to_a_contract(*, request: HttpRequest, bid: Bid, as_client: bool, **found: Any) -> dict[str, Any] | None:
    """To accept the other side's latest terms; once the contract stands, to go there."""
    if bid.state in (Bid.State.ACCEPTED, Bid.State.LAPSED) or bid.returned_at:
        contract = Contract.objects.filter(bid=bid).first()
        return {"contract": contract} if contract else None
    acceptable = bid.is_open and bid.job.is_open and bid.latest.by_id != request.user.pk
    acceptable = acceptable and bid.freelancer.is_in_sight and bid.job.client.is_in_sight
    return {"terms": bid.latest} if acceptable else None


@slot_renderer("contract.aside", "contracts/hire_again.html", order=90)
def way_to_hire_again(
    *, request: HttpRequest, contract: Contract, as_client: bool, **found: Any
) -> dict[str, Any] | None:
    """For the client, once the contract is over: to offer her the next one, where no block keeps them apart."""
    if not as_client or contract.state == Contract.State.ACTIVE:
        return None
    client: Any = request.user
    return None if contract.freelancer_id in apart_ids(client) else {}


@prepared
def _last_paid(freelancer: int) -> QuerySet[Contract]:
    return paid_contracts(freelancer)[: SHOWN + 1]


@slot_renderer("profile.main", "contracts/history.html", order=20)
def work_done_here(*, profile: Profile, **found: Any) -> dict[str, Any] | None:
    """The newest of her paid work; nothing before the first."""
    works = [told(each) for each in _last_paid(profile.user_id)]
    if not works:
        return None
    count = paid_contracts(profile.user_id).count() if len(works) > SHOWN else len(works)
    return {"works": works[:SHOWN], "count": count}


@slot_renderer("block.work", "contracts/block_work.html", order=10)
def work_that_goes_on(*, request: Any, person: "User", **found: Any) -> dict[str, Any] | None:
    """Before she blocks somebody with whom a contract runs: that it goes on."""
    rows = Contract.objects.visible_to(request.user).running_between(request.user, person)
    contracts = list(rows.order_by("-started_at"))
    return {"contracts": contracts} if contracts else None
