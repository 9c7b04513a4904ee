"""What becomes of a ruling once it decides: an appeal may follow, or it takes effect after the hours of correction.

No ruling moves money on the day it is given: a release cannot be called back, so whoever pressed a wrong figure, and
whoever reads it, has the hours of correction first (`rulings.preview`).
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from market.core.base import clock
from market.disputes.claims.common import enter_state
from market.disputes.claims.refund_words import back_by_language
from market.disputes.events import Division, emit_in_dispute
from market.disputes.models import Dispute
from market.disputes.reasons import division, reasons_of
from market.disputes.rulings import events
from market.payments.releases.actions import refuse_frozen

State = Dispute.State
WRITTEN = ["state", "due_at", "look_at", "to_freelancer_value", "ruled_at", "correctable_until", "nobody_free_at"]


def decide_dispute(dispute: Dispute, share: Decimal, *, at: datetime) -> None:
    """The first stage is decided: a small claim for good, another one can be appealed for some days."""
    dispute.ruled_at = at
    if dispute.is_small:
        _decide_for_good(dispute, share, events.DisputeFinalRuling, at=at)
        return
    enter_state(dispute, State.RULING, lasts=timedelta(days=settings.LIFECYCLE.ruling_appeal_days), at=at)
    _write(dispute, share, correctable_until=at + _correction())
    announce_ruling(dispute, events.DisputeRulingGiven)


def decide_appeal(dispute: Dispute, share: Decimal, *, at: datetime) -> None:
    """The appeal is decided, for good."""
    _decide_for_good(dispute, share, events.DisputeFinalAppeal, at=at)


def _decide_for_good(dispute: Dispute, share: Decimal, event: type[Division], *, at: datetime) -> None:
    """Raises HoldFrozen while the client's bank looks at the payment: nobody is told of a day that may not come."""
    refuse_frozen(dispute.milestone)
    due = enter_state(dispute, dispute.state, lasts=_correction(), at=at)
    _write(dispute, share, correctable_until=due)
    announce_ruling(dispute, event)


def _correction() -> timedelta:
    return timedelta(hours=settings.LIFECYCLE.correction_hours)


def takes_effect_at(dispute: Dispute) -> datetime:
    """When the money would move, were a ruling given now that decides: after the days of an appeal, or for good."""
    is_final = dispute.is_small or dispute.state == State.APPEALED
    lasts = _correction() if is_final else timedelta(days=settings.LIFECYCLE.ruling_appeal_days)
    last = dispute.milestone.last_day_at
    return min(clock.now() + lasts, last) if last else clock.now() + lasts


def _write(dispute: Dispute, share: Decimal, *, correctable_until: datetime) -> None:
    dispute.to_freelancer_value, dispute.correctable_until = share, correctable_until
    dispute.look_at = dispute.nobody_free_at = None
    dispute.save(update_fields=WRITTEN)


def announce_ruling(dispute: Dispute, event: type[Division]) -> None:
    """Both are notified who would get what, why, and when the money moves."""
    share = dispute.to_freelancer_value
    if share is None:
        raise ValueError("nothing is ruled")
    back, reasons = back_by_language(dispute, share), reasons_of(dispute, share)
    ruling = division(event, dispute, share, back=back, due=dispute.due_at, reasons=reasons)
    emit_in_dispute(ruling, dispute, by=None)
