"""Disputes at the provider: a cardholder asks their bank for a payment back (a chargeback).

The amount and a fee are withdrawn when it opens; won money is reinstated, the fee is not. Amounts: smallest unit.
"""

from datetime import timedelta

from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox import ledger, serializers
from market.sandbox.errors import ProviderError
from market.sandbox.models import BalanceTransaction, Charge, Dispute
from market.sandbox.webhooks import emit_event

FEE = 1500
ANSWER_WITHIN = timedelta(days=7)
WINNING, LOSING = "winning_evidence", "losing_evidence"  # as in Stripe's test mode
OPEN = ("needs_response", "under_review")


@atomic
def open_dispute(charge_key: str, reason: str = "fraudulent") -> Dispute:
    """Dispute all that is left of a charge. Raises ProviderError if nothing is left, or it was disputed before."""
    charge = (
        Charge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("balance_transaction")
        .get(id=charge_key)
    )
    left = charge.amount - charge.amount_refunded
    if not charge.is_paid or charge.is_disputed or not left:
        raise ProviderError(f"Charge {charge.id} cannot be disputed.", code="charge_already_refunded")
    dispute = Dispute.objects.create(
        id=ledger.new_id("du"),
        created=clock.now(),
        charge=charge,
        amount=left,
        currency=charge.currency,
        reason=reason,
        due_by=clock.now() + ANSWER_WITHIN,
    )
    charge.is_disputed = True
    charge.save(update_fields=["is_disputed"])
    _enter_line(dispute, -left, FEE)
    emit_event("charge.dispute.created", serializers.dispute(dispute))
    emit_event("charge.dispute.funds_withdrawn", serializers.dispute(dispute))
    return dispute


def _enter_line(dispute: Dispute, amount: int, fee: int = 0) -> BalanceTransaction:
    line = dispute.charge.balance_transaction
    assert line is not None  # noqa: S101  # a paid charge has one
    settled = amount if line.exchange_rate is None else int(amount * line.exchange_rate)
    return ledger.enter_line(
        "adjustment", dispute.id, settled, line.currency, fee=fee, exchange_rate=line.exchange_rate
    )


def submit_evidence(dispute: Dispute, *, evidence: dict[str, str], submit: bool, metadata: dict[str, str]) -> Dispute:
    """Store the site's evidence, and send it to the bank with `submit`. The dispute is locked by the caller.

    The two magic texts of Stripe's test mode decide it at once. Raises ProviderError when it is decided.
    """
    _refuse_decided(dispute)
    before = dispute.status
    dispute.evidence = {**dispute.evidence, **evidence}
    dispute.metadata = {**dispute.metadata, **metadata}
    if submit:
        dispute.status, dispute.submissions = "under_review", dispute.submissions + 1
    dispute.save(update_fields=["evidence", "metadata", "status", "submissions"])
    emit_event("charge.dispute.updated", serializers.dispute(dispute), previous={"status": before})
    outcome_word = str(dispute.evidence.get("uncategorized_text", "")).strip()
    if submit and outcome_word in (WINNING, LOSING):
        _close_dispute(dispute, won=outcome_word == WINNING)
    return dispute


def accept_loss(dispute: Dispute) -> Dispute:
    """The site accepts the loss. The dispute is locked by the caller. Raises ProviderError when it is decided."""
    _refuse_decided(dispute)
    _close_dispute(dispute, won=False)
    return dispute


def _refuse_decided(dispute: Dispute) -> None:
    if dispute.status not in OPEN:
        raise ProviderError(f"This dispute is already closed: its status is {dispute.status}.")


@atomic
def decide_dispute(key: str, *, won: bool) -> None:
    """The bank decides a dispute. Does nothing if it is decided."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",), no_key=True)
        .select_related("charge__balance_transaction")
        .get(id=key)
    )
    if dispute.status in OPEN:
        _close_dispute(dispute, won=won)


def _close_dispute(dispute: Dispute, *, won: bool) -> None:
    dispute.status = "won" if won else "lost"
    dispute.save(update_fields=["status"])
    if won:
        _enter_line(dispute, dispute.amount)
        emit_event("charge.dispute.funds_reinstated", serializers.dispute(dispute))
    emit_event("charge.dispute.closed", serializers.dispute(dispute))


next_due = clock.NextDue(lambda: Dispute.objects.filter(status="needs_response"), "due_by")


def lose_unanswered_disputes() -> None:
    """Lose the disputes that the site did not respond to in time."""
    due = Dispute.objects.filter(status="needs_response", due_by__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        decide_dispute(key, won=False)
