"""Evidence against a chargeback: facts of the contract, in English for the bank. Reads only."""

from datetime import datetime

from market.core.base.clock import local
from market.core.text.formats import format_day, format_money
from market.payments.models import Chargeback


def draft_evidence(chargeback: Chargeback) -> str:
    """The draft of the evidence, from what was agreed, paid, delivered and released; an operator reads it before it is
    sent. It has only display names, and nothing of the conversation."""
    milestone = chargeback.funding.milestone
    contract = milestone.contract
    if milestone.is_bonus:
        return "\n".join(_bonus_lines(chargeback))
    lines = [
        f"Service: {contract.title}. Milestone {milestone.position}: {milestone.title}.",
        f"{contract.client.name_in('en')} hired {contract.freelancer.name_in('en')} on {_day(contract.started_at)} and "
        f"accepted the terms: {format_money(milestone.amount, 'en')} for this milestone, {milestone.days} days.",
        f"The client paid on {_day(chargeback.funding.ended_at)}. The money is held by us and released when the client "
        "approves the work.",
    ]
    for delivery in milestone.deliveries.current():
        lines.append(f"Work was delivered on {_day(delivery.submitted_at)} (delivery {delivery.number}).")
        if delivery.changes_requested_at:
            lines.append(f"The client asked for changes on {_day(delivery.changes_requested_at)}.")
    for release in milestone.releases.earned():
        amount = format_money(release.amount, "en")
        lines.append(f"{amount} was released on {_day(release.released_at)}: {REASONS[release.reason]}.")
    for refund in milestone.refunds.filter(reason="given_back").order_by("pk"):
        lines.append(f"{format_money(refund.part, 'en')} of it was given back on {_day(refund.created_at)}.")
    if not milestone.deliveries.all():
        lines.append("No work has been delivered yet; the money is still held and can be refunded through us.")
    lines.append("The client can ask for a refund or open a dispute with us at any time while money is held.")
    if milestone.state == milestone.State.DISPUTED:
        lines.append("A dispute of this milestone is open with us: both sides are heard, and nobody has decided yet.")
    return "\n".join(lines)


def _bonus_lines(chargeback: Chargeback) -> list[str]:
    bonus = chargeback.funding.milestone
    contract, day = bonus.contract, _day(chargeback.funding.ended_at)
    return [
        f"Service: {contract.title}. Bonus of {format_money(bonus.amount, 'en')} of the client's own will.",
        f"{contract.client.name_in('en')} hired {contract.freelancer.name_in('en')} on {_day(contract.started_at)} and "
        "released money for work before. A bonus can be given only after that.",
        f"On {day} the client chose the amount, wrote a message of thanks with it, was shown that it is not held and "
        "does not come back, and paid. It was released to the freelancer on the same day.",
    ]


# In English whatever the operator reads: see Release.Reason.
REASONS = {
    "approved": "the client approved the work",
    "silence": "the client did not object within the agreed days",
    "last_day": "the last day of holding was reached after delivery",
    "part": "the client released a part",
    "ended": "both sides ended the contract by agreement",
    "dispute": "a dispute was settled or ruled",
    "bonus": "the client thanked the freelancer",
}


def _day(instant: datetime | None) -> str:
    return format_day(local(instant), "en") if instant else "-"
