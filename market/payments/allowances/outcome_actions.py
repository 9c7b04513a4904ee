"""What becomes of the payout of an allowance. Called by `payouts.sending_actions`, with the payout locked."""

from market.core.base import clock
from market.core.base.db import lock
from market.core.base.events import emit
from market.payments.allowances import events
from market.payments.allowances.events import facts_of
from market.payments.documents.allowance_documents import correct_allowance_receipt
from market.payments.ledger import allowance_postings
from market.payments.models import Allowance, Payout
from market.payments.payouts.failures import reason_by_language

OPEN = (Payout.State.PENDING, Payout.State.IN_TRANSIT)


def mark_allowance_paid(payout: Payout) -> None:
    """It has arrived, as the bank or the wallet says; the trainee is asked whether it has. Once."""
    allowance = _allowance_of(payout)
    if payout.state not in OPEN:
        return
    allowance_postings.post_allowance_paid(payout, allowance)
    now = clock.now()
    _end(payout, Payout.State.PAID)
    allowance.state, allowance.ended_at = Allowance.State.PAID, now
    allowance.save(update_fields=["state", "ended_at"])
    emit(events.AllowancePaid(**facts_of(allowance)), on=allowance, by=None, to=[allowance.trainee])


def fail_allowance(payout: Payout, failure: str) -> None:
    """It failed, or came back after it had arrived: it is due again, and the trainee is told why. Once."""
    allowance = _allowance_of(payout)
    if payout.state not in (*OPEN, Payout.State.PAID):
        return
    came_back = payout.state == Payout.State.PAID
    if came_back:
        allowance_postings.post_allowance_came_back(payout, allowance)
    else:
        allowance_postings.post_allowance_failed(payout, allowance)
    payout.failure = failure[:500]
    _end(payout, Payout.State.FAILED)
    allowance.state, allowance.failure = Allowance.State.DUE, payout.failure
    allowance.ended_at = allowance.confirmed_at = None
    allowance.save(update_fields=["state", "failure", "ended_at", "confirmed_at"])
    failed = events.AllowanceFailed(**facts_of(allowance), reason=reason_by_language(failure))
    emit(failed, on=allowance, by=None, to=[allowance.trainee])
    if came_back:
        correct_allowance_receipt(payout, allowance)


def _allowance_of(payout: Payout) -> Allowance:
    return lock(Allowance.objects.select_related("line__enrolment", "trainee"), payout.allowance_id)


def _end(payout: Payout, state: str) -> None:
    payout.state, payout.ended_at, payout.check_at, payout.hold_up = state, clock.now(), None, ""
    payout.save(update_fields=["state", "ended_at", "check_at", "hold_up", "failure"])
