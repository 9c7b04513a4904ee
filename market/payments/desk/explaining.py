"""Where a difference between a provider's balance and ours comes from. Asks the provider of payments; reads only."""

from collections.abc import Iterator
from decimal import Decimal

from market.core.base.errors import ProviderUnavailable
from market.core.base.money import total
from market.payments.funding.outcome_actions import charge_of, group_of
from market.payments.models import Funding, ReconciliationDifference, Refund
from market.payments.provider.port import ProviderRefused
from market.payments.provider.reconciliation import Comparison
from market.payments.provider.types import RefundRequest

Cause = ReconciliationDifference.Cause
MOST = 100  # rows of each kind that the provider is asked of


def explain(comparison: Comparison) -> list[ReconciliationDifference]:
    """The parts of a difference, which sum to it. None where there is none; the rows are not saved."""
    left = comparison.theirs - comparison.ours
    if not left:
        return []
    parts: list[ReconciliationDifference] = []
    try:
        for find in (_uncounted_payments, _sent_refunds, _unknown_fees):
            parts += find(comparison)
            if total([each.amount_value for each in parts]) == left:
                return parts
    except ProviderUnavailable:
        pass  # what was found so far, and the rest as unexplained
    rest = left - total([each.amount_value for each in parts])
    return [*parts, ReconciliationDifference(cause=Cause.UNEXPLAINED, amount_value=rest)] if rest else parts


def _uncounted_payments(at: Comparison) -> Iterator[ReconciliationDifference]:
    """Payments that have come, of fundings that wait."""
    rows = Funding.objects.filter(rail=at.rail.name, currency=at.currency, together_with=None).exclude(checkout_id=None)
    for row in rows.exclude(state=Funding.State.PAID).order_by("-pk")[:MOST]:
        try:
            page = at.rail.pay_in.retrieve_checkout(str(row.checkout_id))
            if not page.is_paid or not page.payment_id:
                continue
            fee = at.rail.pay_in.retrieve_payment(page.payment_id).fee
        except ProviderRefused:
            continue
        amount = charge_of(list(group_of(row.pk))).amount - fee
        yield ReconciliationDifference(cause=Cause.UNCOUNTED, amount_value=amount, funding=row)


def _sent_refunds(at: Comparison) -> Iterator[ReconciliationDifference]:
    """Refunds that the provider made while we broke off."""
    rows = Refund.objects.filter(funding__rail=at.rail.name, currency=at.currency, state=Refund.State.PENDING)
    for row in rows.filter(refund_id="").select_related("funding").order_by("-pk")[:MOST]:
        payment = row.funding
        request = RefundRequest(payment.payment_id, payment.charge_id, row.amount, str(row.pk))
        try:
            status = at.rail.pay_in.find_refund(request)
        except ProviderRefused:
            continue
        if status is not None and status.status not in ("failed", "canceled"):
            yield ReconciliationDifference(cause=Cause.REFUND, amount_value=-row.amount.amount, refund=row)


def _unknown_fees(at: Comparison) -> Iterator[ReconciliationDifference]:
    """Fees that were not known when the payment was booked, of the newest payments."""
    rows = Funding.objects.filter(rail=at.rail.name, currency=at.currency, state=Funding.State.PAID)
    for row in rows.filter(together_with=None).exclude(payment_id="").order_by("-ended_at")[:MOST]:
        try:
            fee = at.rail.pay_in.retrieve_payment(row.payment_id).fee
        except ProviderRefused:
            continue
        booked = total([each.provider_fee_value for each in group_of(row.pk)])
        if fee != booked:
            yield ReconciliationDifference(cause=Cause.FEE, amount_value=Decimal(booked - fee), funding=row)
