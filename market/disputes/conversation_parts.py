"""What disputes put into conversations: a card with its state, whose turn it is and by when, and the next step."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.core.text.formats import format_money, format_when
from market.core.text.locale import language, local
from market.disputes.claims.progress import deadline_of
from market.disputes.models import Dispute, Offer
from market.messaging.models import Message
from market.messaging.parts import Card, PossibleAction, cards_of

if TYPE_CHECKING:
    from market.accounts.models import User

State = Dispute.State
RULED, FINAL = "ruled", "final"
OFFERED = "dispute.offered"
# In which phase a dispute is after each system message that has a card; see `_phase`. That of an offer is the offer's.
PHASES: dict[str, str] = {
    **dict.fromkeys(("dispute.opened", "dispute.opened_undelivered"), State.OPENED),
    "dispute.answered": State.ANSWERED,
    OFFERED: State.NEGOTIATION,
    **dict.fromkeys(("dispute.answered_small", "dispute.ruling_begins"), State.RULING),
    **dict.fromkeys(("dispute.ruling_given", "dispute.ruling_corrected"), RULED),
    "dispute.appealed": State.APPEALED,
    **dict.fromkeys(("dispute.final_ruling", "dispute.final_appeal", "dispute.final_corrected"), FINAL),
    **dict.fromkeys((f"dispute.{each}" for each in ("withdrawn", "bank", "settled", "conceded")), State.CLOSED),
    **dict.fromkeys((f"dispute.{each}" for each in ("silence", "decided", "ruled", "appeal", "clock")), State.CLOSED),
}
STEPS: dict[str, tuple[str, Promise]] = {  # what a side can do when it is their turn
    State.OPENED: ("answer_dispute", gettext_lazy("Answer the dispute")),
    OFFERED: ("answer_settlement", gettext_lazy("See the offer to settle")),
    RULED: ("read_ruling", gettext_lazy("Read the ruling")),
}


@cards_of("disputes.dispute", *PHASES)
def dispute_cards(reader: "User", messages: Mapping[int, Sequence[Message]]) -> dict[int, Card]:
    """How each dispute stands, below the message that began its phase; earlier ones say that it went on."""
    people = ("opened_by", "milestone__contract__client", "milestone__contract__freelancer")
    rows = Dispute.objects.visible_to(reader).filter(pk__in=messages).select_related(*people)
    return {
        message.pk: _card(reader, dispute, message)
        for dispute in rows.prefetch_related("offers__by")
        for message in messages[dispute.pk]
    }


def _phase(dispute: Dispute) -> str:
    """Its state; of a ruled one, whether the ruling can be appealed or is final."""
    if dispute.is_ruled:
        return FINAL if dispute.is_final else RULED
    return str(dispute.state)


def _card(reader: "User", dispute: Dispute, message: Message) -> Card:
    title, amount = dispute.milestone.full_title, format_money(dispute.frozen, language())
    offer = _open_offer(dispute, message) if message.code == OFFERED else None
    is_live = offer is not None if message.code == OFFERED else PHASES[message.code] == _phase(dispute)
    if not is_live:
        return Card("dispute", title, amount, "replaced", _("The dispute went on"))
    if dispute.closed_at:
        tone = "" if dispute.ending in Dispute.UNDECIDED else "good"
        return Card("dispute", title, amount, str(dispute.state), dispute.standing, tone)
    deadline = deadline_of(dispute)
    if deadline is None:
        return Card("dispute", title, amount, "frozen", _("No time runs: a bank looks at the payment."), "wait")
    due = offer.expires_at if offer else deadline.at
    until = _("until %(at)s") % {"at": format_when(local(due), language())}
    state, label = _turn(reader, dispute, offer)
    step = STEPS[OFFERED if offer else _phase(dispute)] if state == "your_turn" else None
    action = PossibleAction(step[0], step[1], dispute.get_absolute_url(), "shield") if step else None
    return Card("dispute", title, f"{amount} · {until}", state, label, "wait", action)


def _open_offer(dispute: Dispute, message: Message) -> Offer | None:
    """The settlement offer that a message tells of, while it is open."""
    offers = [each for each in dispute.offers.all() if each.made_at <= message.created_at]
    newest = max(offers, key=lambda each: each.pk, default=None)
    return newest if newest is not None and newest.state == Offer.State.OPEN else None


def _turn(reader: "User", dispute: Dispute, offer: Offer | None) -> tuple[str, str]:
    """Whose turn it is: the state for programs, and its words."""
    phase = _phase(dispute)
    if offer is not None or phase == State.OPENED:
        asking = offer.by if offer else dispute.opened_by
        if asking.pk != reader.pk:
            return "your_turn", _("Waits for your answer")
        return "waiting", _("Waits for the answer of %(name)s") % {"name": dispute.contract.other(asking).shown_name}
    if phase == RULED:
        return "your_turn", dispute.standing
    return phase, _("Both may settle") if phase == State.ANSWERED else dispute.standing
