"""What contracts put into conversations: cards of delivered work, and what is to be done with their milestones now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.contracts.models import Contract, Delivery, Milestone
from market.contracts.workroom import progress
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.core.web.returning import with_return
from market.messaging.models import Conversation, Message
from market.messaging.parts import Card, PossibleAction, cards_of, conversation_filter, possible_actions

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State
BY_FREELANCER: dict[str, tuple[tuple[str, str | Promise, str], ...]] = {
    State.FUNDED: (("deliver", gettext_lazy("Deliver the work"), "upload"),),
    State.CHANGES_REQUESTED: (("deliver", gettext_lazy("Make the changes and deliver again"), "upload"),),
}
BY_CLIENT: dict[str, tuple[tuple[str, str | Promise, str], ...]] = {
    State.AWAITING_FUNDING: (("fund", gettext_lazy("Fund the milestone"), "money"),),
    State.SUBMITTED: (
        ("approve", gettext_lazy("Review the work and approve it"), "eye"),
        ("request_changes", gettext_lazy("Request changes"), "refresh"),
    ),
}


@conversation_filter(
    "contract",
    order=20,
    label=gettext_lazy("With contract"),
    nothing=gettext_lazy("No conversation has a contract yet"),
    explanation=gettext_lazy("Once you agree on work, its conversation stands here too."),
)
def with_contract(user: "User") -> Q:
    """Those with a contract of the user, running or over."""
    return Q(pk__in=Contract.objects.visible_to(user).values("conversation"))


@possible_actions(order=10)
def actions_on_milestones(user: "User", conversation: Conversation) -> Iterator[PossibleAction]:
    """The milestones of the active contracts of a conversation with which the user may do something now."""
    rows = Milestone.objects.visible_to(user).select_related("contract").prefetch_related("deliveries")
    active = rows.filter(contract__conversation=conversation, contract__state=Contract.State.ACTIVE, frozen_at=None)
    for milestone in active.order_by("contract", "position"):
        url = with_return(milestone.get_absolute_url(), conversation.get_absolute_url())
        for code, label, icon in _codes(milestone, user):
            yield PossibleAction(code, label, url, icon, milestone.full_title)


def _codes(milestone: Milestone, user: "User") -> Iterator[tuple[str, str | Promise, str]]:
    as_client = milestone.contract.client_id == user.pk
    for step in (BY_CLIENT if as_client else BY_FREELANCER).get(milestone.state, ()):
        if step[0] == "fund" and milestone.funding_due_at is None:
            continue
        if step[0] == "request_changes" and milestone.revisions_left == 0:
            continue
        yield step


@cards_of("contracts.milestone", "milestone.submitted", "milestone.delivery_replaced")
def delivery_cards(reader: "User", messages: Mapping[int, Sequence[Message]]) -> dict[int, Card]:
    """The delivery that each message tells of, and for the client the way to it while it waits for an answer."""
    rows = Milestone.objects.visible_to(reader).filter(pk__in=messages)
    rows = rows.select_related("contract__client").prefetch_related("deliveries")
    return {message.pk: _card(reader, each, message) for each in rows for message in messages[each.pk]}


def _card(reader: "User", milestone: Milestone, message: Message) -> Card:
    as_client = milestone.contract.client_id == reader.pk
    state, label, tone = _state(milestone, message, as_client=as_client)
    action = None
    if state == "your_turn":
        url = with_return(
            milestone.get_absolute_url(), reverse("conversation", args=[milestone.contract.conversation_id])
        )
        action = PossibleAction("see_delivery", gettext_lazy("See the delivery"), url, "eye")
    amount = format_money(milestone.amount, language())
    return Card("delivery", milestone.full_title, amount, state, label, tone, action)


def _state(milestone: Milestone, message: Message, *, as_client: bool) -> tuple[str, str, str]:
    deliveries = sorted(milestone.deliveries.all(), key=lambda each: each.submitted_at)
    delivery = _told_of(deliveries, message)
    if delivery is None or delivery.replaced_at:
        return "replaced", _("Replaced by a newer version"), ""
    if delivery.changes_requested_at:
        return "changes_requested", _("Changes asked for"), "wait"
    if milestone.state != State.SUBMITTED:
        return str(milestone.state), milestone.get_state_display(), progress.badge(milestone)
    if as_client:
        return "your_turn", _("Waits for your answer"), "wait"
    return "waiting", _("Waits for the answer of %(name)s") % {"name": milestone.contract.client.shown_name}, ""


def _told_of(deliveries: Sequence[Delivery], message: Message) -> Delivery | None:
    """The delivery that a message was posted for, a moment after it was handed in."""
    return next((each for each in reversed(deliveries) if each.submitted_at <= message.created_at), None)
