"""A user's money in each currency, as a freelancer and as a client."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum, Value

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.payments.models import Debt, LedgerAccount, LedgerBalance, LedgerTransaction, Release

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = LedgerAccount.Kind
NOTHING = Decimal("0.00")
GIVEN_BACK_FROM = (Kind.CLEARING, Kind.PAYABLE, Kind.IN_TRANSIT, Kind.RECEIVABLE, Kind.PROVIDER)
# By account of the ledger: as what of a client's money its entries count, and those of which transactions (None: all).
SPENDING_FIELDS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "frozen": ("frozen", None),
    Kind.PROVIDER: ("charged", ("funding", "late_payment")),
    Kind.PROVIDER_FEES: ("charged", ("funding", "late_payment")),
    Kind.CONTESTED: ("charged_back", ("chargeback_lost", "chargeback_reversed", "chargeback_owed")),
    Kind.CLEARING: ("released", ("release",)),
    Kind.REFUNDING: ("refunded", ("refund", "late_payment", "refund_failed", "give_back")),
    Kind.CLIENT_CREDIT: (
        "not_arrived",
        None,
    ),  # owed since a refund failed, until it is sent another way
    Kind.CAPITAL: ("refunded", ("refund_repaid",)),
    Kind.HELD: ("held", None),
    Kind.FEE_HELD: ("fee_held", None),
    Kind.FEES: ("fee", None),
}
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
    owed: Money  # by the freelancer: what they earn next pays it first
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
    owed = Debt.objects.filter(freelancer=freelancer, left_value__gt=0).order_by()
    frozen = milestones.filter(FROZEN).values_list("currency", Value("frozen"))
    return held.annotate(Sum("held_value")).union(
        frozen.annotate(Sum("held_value")),
        standing.values_list("account__currency", "account__kind", "value"),
        arrived.values_list("currency", Value("paid_out")).annotate(Sum("amount_value")),
        owed.values_list("currency", Value("owed")).annotate(Sum("left_value")),
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
        name = _spending_field(account, kind)
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


def _spending_field(account: str, kind: str) -> str:
    """What an entry on such an account counts as; "" for nothing."""
    if kind == "give_back" and account in GIVEN_BACK_FROM:
        return "released"  # less of it
    name, kinds = SPENDING_FIELDS.get(account, ("", ()))
    return name if kinds is None or kind in kinds else ""
