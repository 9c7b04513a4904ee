"""Replacing a delivery, and recording that the client has opened it, which ends that."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.contracts.deliveries.queries import deliveries_of
from market.contracts.models import Delivery, Milestone
from market.contracts.workroom.actions import NotTheFreelancer, require_state, visible_milestone
from market.contracts.workroom.events import MilestoneDeliveryReplaced, emit_in_contract
from market.contracts.workroom.handing_in_actions import hand_in
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, NotFound

if TYPE_CHECKING:
    from market.accounts.models import User


class DeliveryOpened(DomainError):
    help = "delivering#replace"
    code = "delivery_opened"
    sentence = _("The client has opened this delivery, so it stays. Write what is different in the conversation.")


class ReplacingOver(DomainError):
    help = "delivering#replace"
    code = "replacing_over"
    sentence = _("The time to replace this delivery is over. Write what is different in the conversation.")


@atomic
def replace_delivery(*, by: "User", milestone_id: int, note: str, file_ids: Sequence[str] = ()) -> Milestone:
    """Replace the newest delivery, which the client has not opened; the old one stays, and the review begins anew.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady, TimeIsUp, DeliveryOpened, ReplacingOver, NothingDelivered,
    Invalid for files of other users.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_state(milestone, Milestone.State.SUBMITTED)
    now, last = clock.now(), milestone.deliveries.current().latest("number")
    # The client opens without the contract's lock. Both change this row only as it was, so one of the two loses.
    if not milestone.deliveries.filter(pk=last.pk, opened_at=None).update(replaced_at=now):
        raise DeliveryOpened
    if last.replaceable_until is None or last.replaceable_until <= now:
        raise ReplacingOver
    due = hand_in(milestone, by=by, note=note, file_ids=file_ids)
    emit_in_contract(MilestoneDeliveryReplaced(due=due, amount=milestone.held), on=milestone, by=by)
    return milestone


def open_deliveries(*, by: "User", deliveries: Iterable[Delivery]) -> bool:
    """Record that these were opened, each with its contract, where `by` is its client.

    Returns whether they are still the current ones; if not, one was replaced meanwhile, and they are to be read again.
    """
    new = [each.pk for each in deliveries if each.opened_at is None and each.milestone.contract.client_id == by.pk]
    if not new:
        return True
    rows = Delivery.objects.filter(pk__in=new)
    rows.current().filter(opened_at=None).update(opened_at=clock.now())
    return len(new) == rows.current().count()


def fetch_opened(by: "User", delivery_id: int) -> Delivery:
    """A delivery of the user's contracts, opened by this. Raises NotFound, for the client also if it was replaced."""
    delivery = fetch(deliveries_of(by), delivery_id)
    if not open_deliveries(by=by, deliveries=[delivery]):
        raise NotFound
    return delivery
