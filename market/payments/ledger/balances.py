"""Sums of the ledger: per kind and currency, and what of it is the site's own."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import F, Sum

from market.core.base.money import Money
from market.payments.models import Debt, LedgerAccount, LedgerEntry

Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class KindBalance:
    """What stands on all accounts of a kind in one currency: `amount` as the ledger has it, above zero what is owed.
    `account` is the only account where there is one, and `count` how many there are."""

    kind: str
    currency: str
    rail: str
    amount: Decimal
    count: int
    account: int

    @property
    def label(self) -> str:
        """The name of the kind."""
        return str(Kind(self.kind).label)

    @property
    def shown(self) -> Money:
        """The amount as a person reads it: what a provider holds, costs, losses and debts stand above zero too."""
        sign = -1 if self.kind in DEBIT else 1
        return Money(self.amount * sign, self.currency)


DEBIT = (Kind.PROVIDER, Kind.PROVIDER_FEES, Kind.CONTESTED, Kind.LOSSES, Kind.RECEIVABLE)
BY_KIND = """
SELECT a.kind, a.currency, a.rail, coalesce(sum(of.amount), 0), count(*), min(a.id)
  FROM payments_ledgeraccount a
  LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM payments_ledgerentry GROUP BY 1) of ON of.account_id = a.id
 GROUP BY 1, 2, 3
"""


def balances_by_kind() -> list[KindBalance]:
    """All of them, in the order of the kinds, in one statement."""
    order = list(Kind.values)
    with connection.cursor() as cursor:
        cursor.execute(BY_KIND)
        rows = [KindBalance(*row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda each: (each.currency, order.index(each.kind), each.rail))


def balance_at(rail: str, currency: str) -> Decimal:
    """What a provider holds for the site by the books."""
    account = {"account__kind": Kind.PROVIDER, "account__rail": rail, "account__currency": currency}
    return -(LedgerEntry.objects.filter(**account).aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00"))


def waiting_for_clients(currency: str) -> Decimal:
    """What earnings have paid of debts to clients who have not got it yet: a bank may look at the payment meanwhile."""
    rows = Debt.objects.filter(currency=currency, give_back__isnull=False)
    waiting = F("amount_value") - F("left_value") - F("passed_on_value")
    return rows.aggregate(sum=Sum(waiting))["sum"] or Decimal("0.00")


def one_withdrawal_at_a_time() -> None:
    """Whoever takes money of the site's own, as capital or as taka for dollars, waits here for the one before, until
    that transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('free_money'))")


def free_money(currency: str) -> Decimal:
    """What providers hold in a currency beyond all that is owed to people, also where that depends on a bank."""
    sums = {Kind(kind): Decimal("0.00") for kind in Kind.values}
    rows = LedgerEntry.objects.filter(account__currency=currency).order_by().values_list("account__kind")
    for kind, amount in rows.annotate(Sum("amount")):
        sums[Kind(kind)] = amount
    owed = sum((sums[kind] for kind in LedgerAccount.OWED), waiting_for_clients(currency))
    return -sums[Kind.PROVIDER] - owed
