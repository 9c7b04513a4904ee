"""A user's money in each currency, as a freelancer and as a client."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum, Value

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.payments.models import Chargeback, LedgerAccount, LedgerBalance, LedgerTransaction, Release

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = LedgerAccount.Kind
NOTHING = Decimal("0.00")
FROZEN = Q(state=Milestone.State.DISPUTED) | Q(frozen_at__isnull=False)  # while it is held


@dataclass(frozen=True, slots=True)
class Balance:
    """A freelancer's money in one currency: each amount says what it is doing."""

    currency: str
    held: Money
    clearing: Money
    payable: Money
    in_transit: Money
    paid_out: Money
    owed: Money  # by the freelancer: what a client's bank took back after it had been paid out
    frozen: Money  # of what is held: in dispute, or under a client's chargeback


def balances_of(user: "User") -> list[Balance]:
    """The user's money as a freelancer, in each currency of their contracts (in USD without any)."""
    sums = {(currency, name): amount for currency, name, amount in _balance_sums(user)}
    names = ("held", "clearing", "payable", "in_transit", "paid_out", "owed", "frozen")
    return [
        Balance(currency, *(Money(sums.get((currency, name), NOTHING), currency) for name in names))
        for currency in sorted({currency for currency, _name in sums} or {"USD"})
    ]


@prepared
def _balance_sums(freelancer: "User") -> "QuerySet[Any, tuple[str, str, Decimal]]":
    """What is held for the freelancer, their ledger balances, what was paid out and what they owe, in one query."""
    milestones = Milestone.objects.filter(contract__freelancer=freelancer).order_by()
    held = milestones.values_list("currency", Value("held"))
    standing = LedgerBalance.objects.filter(account__user=freelancer)
    arrived = Release.objects.filter(freelancer=freelancer, state=Release.State.PAID_OUT).order_by()
    owed = Chargeback.objects.filter(funding__milestone__contract__freelancer=freelancer, owed_value__gt=0).order_by()
    frozen = milestones.filter(FROZEN).values_list("currency", Value("frozen"))
    return held.annotate(Sum("held_value")).union(
        frozen.annotate(Sum("held_value")),
        standing.values_list("account__currency", "account__kind", "value"),
        arrived.values_list("currency", Value("paid_out")).annotate(Sum("amount_value")),
        owed.values_list("currency", Value("owed")).annotate(Sum("owed_value")),
        all=True,
    )


@dataclass(frozen=True, slots=True)
class Spending:
    """A client's money in one currency: charged = held + released + refunded + not arrived + fee (held or kept). What
    their bank paid back (`charged_back`) came from what was held, and else from what had been released."""

    currency: str
    charged: Money
    held: Money
    fee_held: Money
    released: Money
    refunded: Money
    fee: Money
    charged_back: Money
    not_arrived: Money  # refunds that the client's card refused: the site owes them, and `refunded` leaves them out
    frozen: Money  # of what is held: in dispute, or under a chargeback


def spending_of(user: "User") -> list[Spending]:
    """A client's money, in each currency that they paid in."""
    sums: dict[tuple[str, str], Decimal] = {}
    for currency, account, kind, amount in _spending_sums(user):
        for name in _spending_fields(account, kind):
            sums[currency, name] = sums.get((currency, name), NOTHING) + amount
    names = ("charged", "held", "fee_held", "released", "refunded", "fee", "charged_back", "not_arrived", "frozen")
    return [
        Spending(currency, *(Money(abs(sums.get((currency, name), NOTHING)), currency) for name in names))
        for currency in sorted({currency for currency, _name in sums})
    ]


@prepared
def _spending_sums(client: "User") -> "QuerySet[Any, tuple[str, str, str, Decimal]]":
    paid = LedgerTransaction.objects.filter(milestone__contract__client=client).order_by()
    by_account = paid.values_list("entries__account__currency", "entries__account__kind", "kind")
    frozen_milestones = Milestone.objects.filter(FROZEN, contract__client=client, held_value__gt=0).order_by()
    frozen = frozen_milestones.values_list("currency", Value("frozen"), Value("")).annotate(Sum("held_value"))
    return by_account.annotate(Sum("entries__amount")).union(frozen, all=True)


def _spending_fields(account: str, kind: str) -> list[str]:
    if account == "frozen":
        return ["frozen"]
    if account in (Kind.PROVIDER, Kind.PROVIDER_FEES):
        return ["charged"] if kind in ("funding", "late_payment") else []
    if account == Kind.CONTESTED:
        return ["charged_back"] if kind in ("chargeback_lost", "chargeback_reversed", "chargeback_owed") else []
    if account == Kind.CLEARING:
        return ["released"] if kind == "release" else []
    if account == Kind.REFUNDING:
        return {"refund": ["refunded"], "late_payment": ["refunded"], "refund_failed": ["refunded"]}.get(kind, [])
    if account == Kind.CLIENT_CREDIT:
        return ["not_arrived"]  # owed since a refund failed, until it is sent another way or by the bank
    if account == Kind.CAPITAL:
        return ["refunded"] if kind == "refund_repaid" else []
    return {Kind.HELD: ["held"], Kind.FEE_HELD: ["fee_held"], Kind.FEES: ["fee"]}.get(Kind(account), [])
