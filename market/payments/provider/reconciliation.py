"""Whether the provider holds what our books say. Calls the provider; reads only."""

from decimal import Decimal

from django.conf import settings
from django.db.models import F, Sum

from market.core.base.money import Money
from market.payments.models import LedgerAccount, LedgerEntry, Refund, Release
from market.payments.provider import stripe


def expected() -> dict[str, Decimal]:
    """What should stand on our balance at the provider, per currency.

    The provider takes a transfer and a refund off the balance when it is asked; our books do when it has arrived. The
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


def differences() -> list[str]:
    """A sentence for each currency in which the provider holds another amount than our books say."""
    ours = expected()
    theirs = {str(each.currency): each.amount for each in stripe.held_by_provider()}
    return [
        f"{currency}: the provider holds {Money(theirs.get(currency, Decimal(0)), currency).amount}, "
        f"our books say {ours.get(currency, Decimal(0))}."
        for currency in sorted({*ours, *theirs})
        if ours.get(currency, Decimal(0)) != theirs.get(currency, Decimal(0))
    ]
