"""Reads of batches of payouts."""

import re

from django.db.models import Count, QuerySet, Sum

from market.core.base import clock
from market.core.base.money import Money, zero
from market.payments.holidays.queries import banking_day_before
from market.payments.models import Payout, PayoutBatch, PayoutMethod

State = Payout.State
OPEN = (State.PENDING, State.IN_TRANSIT)
CURRENCY = "BDT"
REFERENCE = re.compile(r"AK0*([1-9][0-9]{0,17})")


def reference_of(payout: Payout) -> str:
    """Our number of a payout, which the bank gives back."""
    return f"AK{payout.pk:08d}"


def payout_of_reference(text: str) -> int | None:
    """The id of the payout with this reference; None where it is none of ours."""
    match = REFERENCE.fullmatch(text.upper().replace(" ", ""))
    return int(match[1]) if match else None


def waiting_payouts() -> QuerySet[Payout]:
    """Payouts that no batch has yet, the oldest first."""
    return Payout.objects.filter(rail="bank", currency=CURRENCY, state=State.PENDING, batch=None).order_by("pk")


def waiting_sum() -> tuple[int, Money]:
    """How many payouts wait for a batch, and what they come to."""
    sums = waiting_payouts().order_by().aggregate(count=Count("pk"), amount=Sum("amount_value"))
    return sums["count"], Money(sums["amount"], CURRENCY) if sums["count"] else zero(CURRENCY)


def waiting_too_long() -> QuerySet[Payout]:
    """Those that have waited for longer than a banking day."""
    return waiting_payouts().filter(created_at__lt=banking_day_before(clock.now()))


def lines_of(batch: PayoutBatch) -> QuerySet[Payout]:
    """The payouts in a batch, in the order of its file."""
    return batch.payouts.select_related("freelancer").order_by("pk")


def stopped_in(batch: PayoutBatch) -> QuerySet[Payout]:
    """Payouts in it that have not ended, to an account that was stopped."""
    return batch.payouts.filter(state__in=OPEN, method__state=PayoutMethod.State.STOPPED)


def batches_with_stopped() -> QuerySet[PayoutBatch]:
    """Batches that are approved or at the bank, with such payouts."""
    rows = Payout.objects.filter(state__in=OPEN, method__state=PayoutMethod.State.STOPPED)
    states = (PayoutBatch.State.APPROVED, PayoutBatch.State.SENT)
    return PayoutBatch.objects.filter(state__in=states, pk__in=rows.values("batch")).order_by("pk")


def batches_to_approve() -> QuerySet[PayoutBatch]:
    """Those that wait for another operator than who made them."""
    return PayoutBatch.objects.filter(state=PayoutBatch.State.PREPARED).select_related("made_by").order_by("pk")


def returns_due() -> QuerySet[PayoutBatch]:
    """Batches of which the bank should have told by now what became of each line."""
    rows = PayoutBatch.objects.filter(state=PayoutBatch.State.SENT, return_due_at__lte=clock.now())
    return rows.order_by("return_due_at")
