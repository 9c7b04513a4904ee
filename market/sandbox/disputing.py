"""What happens at the provider when the owner of a card asks her bank for a payment back (a chargeback).

The money and a fee are taken when it begins; what is won comes back, the fee does not. Amounts: in the smallest unit.
"""

from datetime import timedelta

from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox import books, serializers
from market.sandbox.bus import emit
from market.sandbox.models import BalanceTransaction, Charge, Dispute
from market.sandbox.refusals import ProviderError

FEE = 1500
ANSWER_WITHIN = timedelta(days=7)
WINNING, LOSING = "winning_evidence", "losing_evidence"  # as in Stripe's test mode
OPEN = ("needs_response", "under_review")


@atomic
def open_dispute(charge_key: str, reason: str = "fraudulent") -> Dispute:
    """Ask for all that is left of a charge. Raises ProviderError where nothing is, or it was asked for before."""
    charge = (
        Charge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("balance_transaction")
        .get(id=charge_key)
    )
    left = charge.amount - charge.amount_refunded
    if not charge.is_paid or charge.is_disputed or not left:
        raise ProviderError(f"Charge {charge.id} cannot be disputed.", code="charge_already_refunded")
    dispute = Dispute.objects.create(
        id=books.new_id("du"),
        created=clock.now(),
        charge=charge,
        amount=left,
        currency=charge.currency,
        reason=reason,
        due_by=clock.now() + ANSWER_WITHIN,
    )
    charge.is_disputed = True
    charge.save(update_fields=["is_disputed"])
    _enter(dispute, -left, FEE)
    emit("charge.dispute.created", serializers.dispute(dispute))
    emit("charge.dispute.funds_withdrawn", serializers.dispute(dispute))
    return dispute


def _enter(dispute: Dispute, amount: int, fee: int = 0) -> BalanceTransaction:
    line = dispute.charge.balance_transaction
    assert line is not None  # noqa: S101  # a paid charge has one
    settled = amount if line.exchange_rate is None else int(amount * line.exchange_rate)
    return books.enter("adjustment", dispute.id, settled, line.currency, fee=fee, exchange_rate=line.exchange_rate)


def submit_evidence(dispute: Dispute, *, evidence: dict[str, str], submit: bool, metadata: dict[str, str]) -> Dispute:
    """Keep the site's answer, and send it to the bank with `submit`. The dispute is locked by the caller.

    Stripe's two words of its test mode decide at once. Raises ProviderError when it is decided.
    """
    _refuse_decided(dispute)
    before = dispute.status
    dispute.evidence = {**dispute.evidence, **evidence}
    dispute.metadata = {**dispute.metadata, **metadata}
    if submit:
        dispute.status, dispute.submissions = "under_review", dispute.submissions + 1
    dispute.save(update_fields=["evidence", "metadata", "status", "submissions"])
    emit("charge.dispute.updated", serializers.dispute(dispute), previous={"status": before})
    words = str(dispute.evidence.get("uncategorized_text", "")).strip()
    if submit and words in (WINNING, LOSING):
        _decide(dispute, won=words == WINNING)
    return dispute


def accept_loss(dispute: Dispute) -> Dispute:
    """The site does not answer. The dispute is locked by the caller. Raises ProviderError when it is decided."""
    _refuse_decided(dispute)
    _decide(dispute, won=False)
    return dispute


def _refuse_decided(dispute: Dispute) -> None:
    if dispute.status not in OPEN:
        raise ProviderError(f"This dispute is already closed: its status is {dispute.status}.")


@atomic
def decide(key: str, *, won: bool) -> None:
    """The bank decides. Does nothing where it did before."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",), no_key=True)
        .select_related("charge__balance_transaction")
        .get(id=key)
    )
    if dispute.status in OPEN:
        _decide(dispute, won=won)


def _decide(dispute: Dispute, *, won: bool) -> None:
    dispute.status = "won" if won else "lost"
    dispute.save(update_fields=["status"])
    if won:
        _enter(dispute, dispute.amount)
        emit("charge.dispute.funds_reinstated", serializers.dispute(dispute))
    emit("charge.dispute.closed", serializers.dispute(dispute))


next_due = clock.NextDue(lambda: Dispute.objects.filter(status="needs_response"), "due_by")


def lose_unanswered() -> None:
    """Those that the site did not answer in time are lost."""
    due = Dispute.objects.filter(status="needs_response", due_by__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        decide(key, won=False)
