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
    """Replace the newest delivery, which the client has not opened; the old one stays, and the review begins anew. The
    time to replace it does not.

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
    due = hand_in(milestone, by=by, note=note, file_ids=file_ids, replaceable_until=last.replaceable_until)
    emit_in_contract(MilestoneDeliveryReplaced(due=due, amount=milestone.held), on=milestone, by=by)
    return milestone


def open_deliveries(*, by: "User", deliveries: Iterable[Delivery]) -> bool:
    """Record that these were opened, each with its contract, where `by` is its client. Sets it on them, too.

    Returns whether they are still the current ones; if not, one was replaced meanwhile, and they are to be read again.
    """
    new = [each for each in deliveries if _is_unopened(each) and each.milestone.contract.client_id == by.pk]
    if not new:
        return True
    rows, instant = Delivery.objects.filter(pk__in=[each.pk for each in new]), clock.now()
    rows.current().filter(opened_at=None).update(opened_at=instant)
    for each in new:
        each.opened_at = instant
    return len(new) == rows.current().count()


def _is_unopened(delivery: Delivery) -> bool:
    """Whether it is to be recorded that it is opened: it could still be replaced, or could once. Of deliveries from
    before this was recorded, and of what has ended, nobody can say when they were opened."""
    return delivery.opened_at is None and delivery.replaceable_until is not None and not delivery.milestone.is_ended


def fetch_opened(by: "User", delivery_id: int) -> Delivery:
    """A delivery of the user's contracts, opened by this. Raises NotFound, for the client also if it was replaced."""
    delivery = fetch(deliveries_of(by), delivery_id)
    if not open_deliveries(by=by, deliveries=[delivery]):
        raise NotFound
    return delivery
