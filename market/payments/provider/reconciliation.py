"""Reconciliation: whether the provider's balance is that of the ledger. Calls the provider; reads only."""

from decimal import Decimal

from django.conf import settings
from django.db.models import F, Sum

from market.core.base.money import Money
from market.payments.models import LedgerAccount, LedgerEntry, Refund, Release
from market.payments.provider import stripe


def expected_balances() -> dict[str, Decimal]:
    """What our balance at the provider should be, per currency.

    The provider subtracts a transfer and a refund when it is created; our ledger does when it has arrived. The
    opening capital of a development site is not at the provider.
    """
    sums: dict[str, Decimal] = {}
    held = LedgerEntry.objects.filter(account__kind=LedgerAccount.Kind.PROVIDER)
    if not settings.PRODUCTION:
        held = held.exclude(transaction__key__startswith="capital:development:")
    for currency, amount in held.order_by().values_list("account__currency").annotate(Sum("amount")):
        sums[currency] = -amount
    on_their_way = (
        Release.objects.filter(state=Release.State.IN_TRANSIT).exclude(transfer_id="").annotate(all=F("amount_value")),
        Refund.objects.filter(state=Refund.State.PENDING)
        .exclude(refund_id="")
        .annotate(all=F("amount_value") + F("fee_value")),
    )
    for rows in on_their_way:
        for currency, amount in rows.order_by().values_list("currency").annotate(Sum("all")):
            sums[currency] = sums.get(currency, Decimal(0)) - amount
    return sums


def balance_differences() -> list[str]:
    """A sentence for each currency in which the provider's balance differs from the ledger."""
    ledger_sums = expected_balances()
    provider_sums = {str(each.currency): each.amount for each in stripe.provider_balances()}
    return [
        f"{currency}: the provider holds {Money(provider_sums.get(currency, Decimal(0)), currency).amount}, "
        f"our books say {ledger_sums.get(currency, Decimal(0))}."
        for currency in sorted({*ledger_sums, *provider_sums})
        if ledger_sums.get(currency, Decimal(0)) != provider_sums.get(currency, Decimal(0))
    ]
