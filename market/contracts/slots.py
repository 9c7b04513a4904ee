"""Slot renderers of contracts for pages of other apps, and who may read delivered files."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from market.bids.models import Bid
from market.contracts.deliveries.queries import as_collection, changes_as_collection, readable_deliveries
from market.contracts.history.work import describe_work, paid_contracts
from market.contracts.models import Contract
from market.contracts.workroom import outage_parts  # noqa: F401  # registers its own
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.jobs.models import Job
from market.messaging.models import Conversation
from market.profiles.models import Profile
from market.safety.models import blocked_ids

if TYPE_CHECKING:
    from market.accounts.models import User

SHOWN = 10


@reader
def delivered_files(user: "User") -> QuerySet[Upload]:
    """Delivered files are readable by both parties of the contract; by the client once it cannot be replaced."""
    return Upload.objects.filter(deliveries__in=readable_deliveries(user))


@reader
def files_of_changes(user: "User") -> QuerySet[Upload]:
    """What came with a request for changes is readable by both parties."""
    return Upload.objects.filter(change_requests__in=readable_deliveries(user))


@collection
def files_of_delivery(user: "User", upload: Upload) -> Collection | None:
    """The newest delivery of the person's contracts that has the file."""
    delivery = readable_deliveries(user).filter(files=upload).order_by("-pk").first()
    return as_collection(delivery) if delivery else None


@collection
def files_of_request(user: "User", upload: Upload) -> Collection | None:
    """The newest request for changes of the person's contracts that has the file."""
    delivery = readable_deliveries(user).filter(changes_files=upload).order_by("-pk").first()
    return changes_as_collection(delivery) if delivery else None


@slot_renderer("conversation.aside", "contracts/way_to_contract.html", order=5)
def contract_of_talk(*, request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any] | None:
    """The newest contract of the two users of a conversation."""
    contract = _newest_of(conversation, request)
    return {"contract": contract} if contract else None


@slot_renderer("conversation.way", "contracts/talk_way.html")
def way_from_talk(*, request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any] | None:
    """Under the name: where the work stands, once there is a contract."""
    contract = _newest_of(conversation, request)
    return {"contract": contract} if contract else None


def _newest_of(conversation: Any, request: HttpRequest) -> Contract | None:
    """The newest contract of a conversation for the user, read once for the two sections of its page."""
    if not request.user.is_authenticated:
        return None
    if not hasattr(conversation, "newest_contract"):
        contracts = Contract.objects.visible_to(request.user).filter(conversation=conversation)
        conversation.newest_contract = contracts.order_by("-pk").first()
    newest: Contract | None = conversation.newest_contract
    return newest


@slot_renderer("job.actions", "contracts/way_to_contract.html", order=5)
def contract_of_job(*, request: HttpRequest, job: Job, **more: Any) -> dict[str, Any] | None:
    """The user's contract from a job in which somebody was hired."""
    if not request.user.is_authenticated or job.is_open:
        return None
    contract = Contract.objects.visible_to(request.user).filter(job=job).order_by("-pk").first()
    return {"contract": contract, "is_main": True} if contract else None


@slot_renderer("bid.actions", "contracts/bid_actions.html", order=10)
def accept_or_open_contract(
    *, request: HttpRequest, bid: Bid, as_client: bool, **context: Any
) -> dict[str, Any] | None:
    """A button to accept the other side's latest terms, or a link to the contract once there is one."""
    if bid.state in (Bid.State.ACCEPTED, Bid.State.LAPSED) or bid.returned_at:
        contract = Contract.objects.filter(bid=bid).first()
        return {"contract": contract} if contract else None
    acceptable = bid.is_open and bid.job.is_open and bid.latest.by_id != request.user.pk
    acceptable = acceptable and bid.freelancer.is_in_sight and bid.job.client.is_in_sight
    return {"terms": bid.latest} if acceptable else None


@slot_renderer("contract.aside", "contracts/hire_again.html", order=90)
def hire_again(*, request: HttpRequest, contract: Contract, as_client: bool, **context: Any) -> dict[str, Any] | None:
    """For the client of an ended contract: a link to make a new offer, unless one has blocked the other."""
    if not as_client or contract.state == Contract.State.ACTIVE:
        return None
    client: Any = request.user
    return None if contract.freelancer_id in blocked_ids(client) else {}


@prepared
def _last_paid(freelancer: int) -> QuerySet[Contract]:
    return paid_contracts(freelancer)[: SHOWN + 1]


@slot_renderer("profile.main", "contracts/history.html", order=20)
def past_work(*, profile: Profile, **context: Any) -> dict[str, Any] | None:
    """The freelancer's newest paid work, with the number of all; nothing where there is none."""
    works = [describe_work(each) for each in _last_paid(profile.user_id)]
    if not works:
        return None
    count = paid_contracts(profile.user_id).count() if len(works) > SHOWN else len(works)
    return {"works": works[:SHOWN], "count": count}


@slot_renderer("block.work", "contracts/block_work.html", order=10)
def running_contracts(*, request: Any, person: "User", **context: Any) -> dict[str, Any] | None:
    """Before a user blocks somebody: their common contracts, which a block does not end."""
    rows = Contract.objects.visible_to(request.user).running_between(request.user, person)
    contracts = list(rows.order_by("-started_at"))
    return {"contracts": contracts} if contracts else None
