"""Reconciliation: whether a provider's balance is that of the ledger. Calls the providers; reads only."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Sum

from market.core.base.money import Money
from market.payments.models import LedgerAccount, LedgerEntry, Refund, Release
from market.payments.provider.rails import Rail, configured


def expected_balances(rail: str) -> dict[str, Decimal]:
    """What our balance at a provider should be, per currency.

    The provider subtracts a transfer and a refund when it is created; our ledger does when it has arrived. The
    opening capital of a development site is not at the provider.
    """
    sums: dict[str, Decimal] = {}
    held = LedgerEntry.objects.filter(account__kind=LedgerAccount.Kind.PROVIDER, account__rail=rail)
    if not settings.PRODUCTION:
        held = held.exclude(transaction__key__startswith="capital:development:")
    for currency, amount in held.order_by().values_list("account__currency").annotate(Sum("amount")):
        sums[currency] = -amount
    releases = Release.objects.filter(payout__rail=rail, state=Release.State.IN_TRANSIT).exclude(transfer_id="")
    refunds = Refund.objects.filter(funding__rail=rail, state=Refund.State.PENDING).exclude(refund_id="")
    for rows in (releases.annotate(all=F("amount_value")), refunds.annotate(all=F("amount_value") + F("fee_value"))):
        for currency, amount in rows.order_by().values_list("currency").annotate(Sum("all")):
            sums[currency] = sums.get(currency, Decimal(0)) - amount
    return sums


@dataclass(frozen=True, slots=True)
class Comparison:
    """What our books say of a balance at a provider, and what the provider says."""

    rail: Rail
    currency: str
    ours: Decimal
    theirs: Decimal

    @property
    def sentence(self) -> str:
        """The two beside each other, for the log."""
        there = Money(self.theirs, self.currency).amount
        return f"{self.currency}: {self.rail.name} holds {there}, our books say {self.ours}."


def compare_balances() -> list[Comparison]:
    """A comparison for each provider that tells its balance, and for each currency that it or our books have."""
    return [each for rail in configured() for each in _comparisons_at(rail)]


def balance_differences() -> list[str]:
    """A sentence for each provider and currency in which its balance differs from the ledger."""
    return [each.sentence for each in compare_balances() if each.ours != each.theirs]


def _comparisons_at(rail: Rail) -> list[Comparison]:
    balances = rail.pay_in.balances()
    if balances is None:  # it does not tell
        return []
    books, there = expected_balances(rail.name), {str(each.currency): each.amount for each in balances}
    return [
        Comparison(rail, currency, books.get(currency, Decimal(0)), there.get(currency, Decimal(0)))
        for currency in sorted({*books, *there})
    ]
