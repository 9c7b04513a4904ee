"""Reads of money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from market.contracts.models import Milestone
from market.core.money import Money
from market.payments.models import Funding, LedgerAccount, LedgerBalance, LedgerTransaction, Payout, Release

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = LedgerAccount.Kind
NOTHING = Decimal("0.00")


def paid_funding(milestone: Milestone) -> Funding:
    """The funding whose money the milestone holds or held. Raises Funding.DoesNotExist if it was never funded."""
    return milestone.fundings.filter(state=Funding.State.PAID).exclude(refunds__reason="late_payment").get()


@dataclass(frozen=True, slots=True)
class Balance:
    """A freelancer's money in one currency: each amount says what it is doing."""

    currency: str
    held: Money
    clearing: Money
    payable: Money
    in_transit: Money
    paid_out: Money


def balances_of(user: "User") -> list[Balance]:
    """Her money as a freelancer, in each currency that she has contracts in (in USD when she has none)."""
    sums: dict[tuple[str, str], Decimal] = {}
    held = Milestone.objects.filter(contract__freelancer=user).order_by().values_list("currency")
    for currency, amount in held.annotate(Sum("held_value")):
        sums[currency, "held"] = amount
    standing = LedgerBalance.objects.filter(account__user=user).values_list(
        "account__currency", "account__kind", "value"
    )
    for currency, kind, amount in standing:
        sums[currency, kind] = amount
    arrived = Release.objects.filter(freelancer=user, state=Release.State.PAID_OUT).order_by().values_list("currency")
    for currency, amount in arrived.annotate(Sum("amount_value")):
        sums[currency, "paid_out"] = amount
    names = ("held", "clearing", "payable", "in_transit", "paid_out")
    return [
        Balance(currency, *(Money(sums.get((currency, name), NOTHING), currency) for name in names))
        for currency in sorted({currency for currency, _name in sums} or {"USD"})
    ]


@dataclass(frozen=True, slots=True)
class Spending:
    """A client's money in one currency: charged = held + released + refunded + fee (held or kept)."""

    currency: str
    charged: Money
    held: Money
    fee_held: Money
    released: Money
    refunded: Money
    fee: Money


def spending_of(user: "User") -> list[Spending]:
    """What a client's money did, in each currency that they paid in."""
    entries = (
        LedgerTransaction.objects.filter(milestone__contract__client=user)
        .order_by()
        .values_list("entries__account__currency", "entries__account__kind", "kind")
        .annotate(Sum("entries__amount"))
    )
    sums: dict[tuple[str, str], Decimal] = {}
    for currency, account, kind, amount in entries:
        for name in _doings(account, kind):
            sums[currency, name] = sums.get((currency, name), NOTHING) + amount
    names = ("charged", "held", "fee_held", "released", "refunded", "fee")
    return [
        Spending(currency, *(Money(abs(sums.get((currency, name), NOTHING)), currency) for name in names))
        for currency in sorted({currency for currency, _name in sums})
    ]


def _doings(account: str, kind: str) -> list[str]:
    if account in (Kind.PROVIDER, Kind.PROVIDER_FEES):
        return ["charged"] if kind in ("funding", "late_payment") else []
    if account == Kind.CLEARING:
        return ["released"] if kind == "release" else []
    if account == Kind.REFUNDING:
        return ["refunded"] if kind in ("refund", "late_payment") else []
    return {Kind.HELD: ["held"], Kind.FEE_HELD: ["fee_held"], Kind.FEES: ["fee"]}.get(Kind(account), [])


CLIENT_KINDS = ("funding", "late_payment", "release", "refund", "refund_paid", "refund_failed")
FREELANCER_KINDS = ("funding", "release", "clearing", "payout", "payout_paid", "payout_failed", "refund")


def statement_of(user: "User") -> QuerySet[LedgerTransaction]:
    """Every movement of money that touches her, as a client or as a freelancer, newest first."""
    return (
        LedgerTransaction.objects.filter(
            Q(milestone__contract__client=user, kind__in=CLIENT_KINDS)
            | Q(milestone__contract__freelancer=user, kind__in=FREELANCER_KINDS)
        )
        .select_related("milestone__contract__client", "milestone__contract__freelancer")
        .order_by("-id")
    )


def payouts_of(user: "User") -> QuerySet[Payout]:
    """Her payouts, newest first."""
    return Payout.objects.visible_to(user)
