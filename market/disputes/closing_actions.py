"""The end of a dispute: all that was frozen goes where it was settled or ruled, by the ledger's own events."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from market.contracts.workroom import transitions
from market.core.base import clock
from market.disputes.claims import events
from market.disputes.claims.refund_words import back_by_language
from market.disputes.events import Division, emit_in_dispute
from market.disputes.models import Correction, Dispute, Offer
from market.disputes.reasons import division, reasons_of
from market.payments.models import Refund, Release
from market.payments.refunds.actions import refund_held
from market.payments.releases.actions import release_share

if TYPE_CHECKING:
    from market.accounts.models import User

State, Ending = Dispute.State, Dispute.Ending
WRITTEN = ["state", "ending", "closed_at", "due_at", "look_at", "correctable_until", "to_freelancer_value"]


def close_dispute(
    dispute: Dispute, share: Decimal, ending: Dispute.Ending, *, by: "User | None", at: datetime | None = None
) -> None:
    """Release the freelancer's share, refund the rest with its fee, and notify both. The caller has locked all rows.

    `at` is the instant from which it counts: a clock that is late gives the one at which it was due.
    """
    milestone, instant = dispute.milestone, at or clock.now()
    share = min(share, milestone.held_value)
    back = back_by_language(dispute, share)
    release_share(milestone, share, Release.Reason.DISPUTE, by=None, at=instant)
    if milestone.held_value:
        refund_held(milestone, Refund.Reason.DISPUTE, by=None)
    dispute.to_freelancer_value = share
    _end_dispute(dispute, ending, instant)
    is_first = ending == Ending.RULED and dispute.ruled_at is None  # at once, without time to appeal
    event: type[Division] = events.DisputeDecided if is_first else events.CLOSED_BY[ending]
    reasons = reasons_of(dispute, share) if is_first or ending == Ending.APPEAL else None
    emit_in_dispute(division(event, dispute, share, back=back, reasons=reasons), dispute, by=by)


def close_withdrawn(dispute: Dispute, *, by: "User") -> None:
    """It is as if it had not been: the milestone goes on where it was, with what was left of its clocks."""
    instant = clock.now()
    transitions.resume(dispute.milestone, at=instant)
    _end_dispute(dispute, Ending.WITHDRAWN, instant)
    emit_in_dispute(events.DisputeWithdrawn(), dispute, by=by)


def end_by_bank(dispute: Dispute, *, at: datetime) -> None:
    """The client's bank took what was in dispute, or a part: of what is left, the milestone goes on where it was.

    What a moderator may have ruled is not carried out: nobody gets anything from it.
    """
    milestone = dispute.milestone
    dispute.to_freelancer_value = None
    if milestone.state == milestone.State.DISPUTED:
        transitions.resume(milestone, at=at)
    _end_dispute(dispute, Ending.BANK, at)
    emit_in_dispute(events.DisputeEndedByBank(), dispute, by=None)


def _end_dispute(dispute: Dispute, ending: Dispute.Ending, at: datetime) -> None:
    dispute.state, dispute.ending, dispute.closed_at = State.CLOSED, ending, at
    dispute.due_at = dispute.look_at = dispute.correctable_until = None
    dispute.save(update_fields=WRITTEN)
    dispute.corrections.filter(state=Correction.State.OPEN).update(state=Correction.State.EXPIRED)
    dispute.offers.filter(state=Offer.State.OPEN).update(state=Offer.State.EXPIRED, ended_at=at)
