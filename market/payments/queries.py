"""Reads of money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.payments.models import (
    Chargeback,
    Funding,
    LedgerAccount,
    LedgerBalance,
    LedgerTransaction,
    Payout,
    Refund,
    Release,
)

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = LedgerAccount.Kind
NOTHING = Decimal("0.00")


def paid_funding(milestone: Milestone) -> Funding:
    """The funding whose money the milestone holds or held. Raises Funding.DoesNotExist if it was never funded."""
    paid = milestone.fundings.filter(state=Funding.State.PAID)
    return paid.exclude(refunds__reason="late_payment").get()


def fee_left(milestone: Milestone) -> tuple[Decimal, Decimal]:
    """What is left of the fee that was paid for a milestone, and what its releases have earned of it. The rest, if any,
    was taken by the client's bank.

    No query where the milestone is annotated with FEES.
    """
    fees: Any = milestone if "fee_paid" in vars(milestone) else Milestone.objects.annotate(**FEES).get(pk=milestone.pk)
    return fees.fee_paid - fees.fee_taken - fees.fee_lost, fees.fee_taken


FROZEN = Q(state=Milestone.State.DISPUTED) | Q(frozen_at__isnull=False)  # while it is held
_OF_IT = {"milestone": OuterRef("pk")}
_PAID = Funding.objects.filter(**_OF_IT, state=Funding.State.PAID).exclude(refunds__reason="late_payment")
_TAKEN = Release.objects.filter(**_OF_IT).order_by().values("milestone").annotate(sum=Sum("fee_value"))
_OF_ITS_FUNDING = Chargeback.objects.filter(funding__milestone=OuterRef("pk"), state="lost").order_by()
_LOST = _OF_ITS_FUNDING.values("funding__milestone").annotate(sum=Sum("fee_held_value"))
FEES: dict[str, Combinable] = {
    "fee_paid": Subquery(_PAID.values("fee_value")),
    "fee_taken": Coalesce(Subquery(_TAKEN.values("sum")), NOTHING),
    "fee_lost": Coalesce(Subquery(_LOST.values("sum")), NOTHING),
}


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


def is_large_payout(user: "User", amount: Money | None, currency: str) -> bool:
    """Whether a payout (None: of all that is payable) is so large that it needs authentication again."""
    if amount is not None:
        return bool(amount.amount > settings.LIFECYCLE.proof_payout(str(amount.currency)))
    ready = next((each.payable.amount for each in balances_of(user) if each.currency == currency), NOTHING)
    return bool(ready > settings.LIFECYCLE.proof_payout(currency))


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


BANK_KINDS = ("chargeback", "chargeback_won", "chargeback_lost")
CLIENT_KINDS = (
    *("funding", "late_payment", "release", "refund", "refund_paid", "refund_failed", "refund_repaid"),
    *BANK_KINDS,
)
FREELANCER_KINDS = (
    *("funding", "release", "clearing", "payout", "payout_paid", "payout_failed", "refund"),
    *(*BANK_KINDS, "chargeback_reversed", "chargeback_owed", "chargeback_forgiven"),
)


def statement_transactions(user: "User") -> QuerySet[LedgerTransaction]:
    """Ledger transactions that concern the user, as a client or as a freelancer, newest first."""
    return (
        LedgerTransaction.objects.filter(
            Q(milestone__contract__client=user, kind__in=CLIENT_KINDS)
            | Q(milestone__contract__freelancer=user, kind__in=FREELANCER_KINDS)
        )
        .select_related("milestone__contract__client", "milestone__contract__freelancer")
        .order_by("-id")
    )


def payouts_of(user: "User") -> QuerySet[Payout]:
    """The user's payouts, newest first."""
    return Payout.objects.visible_to(user)


def chargebacks_at(tab: str) -> QuerySet[Chargeback]:
    """Chargebacks of a tab of the operators' desk: "open" by deadline, "owed", "decided" newest first, or "all"."""
    people = ("funding__milestone__contract__client", "funding__milestone__contract__freelancer", "answered_by")
    rows = Chargeback.objects.select_related(*people).order_by("-pk")
    if tab == "open":
        return rows.open().order_by("answered_at", "answer_by", "pk")
    if tab == "owed":
        return rows.filter(owed_value__gt=0)
    return rows if tab == "all" else rows.exclude(state=Chargeback.State.OPEN).order_by("-ended_at", "-pk")


def failed_refunds_of(user: "User") -> QuerySet[Refund]:
    """Refunds that did not reach this client and are owed still, newest first."""
    rows = Refund.objects.owed().filter(milestone__contract__client=user)
    return rows.select_related("milestone").order_by("-pk")


def refunds_not_arrived() -> QuerySet[Refund]:
    """Failed refunds, those still owed before those repaid another way; newest first."""
    rows = Refund.objects.filter(state=Refund.State.FAILED).select_related("milestone__contract__client")
    return rows.order_by(F("repaid_at").desc(nulls_first=True), "-pk")


def owed_by(user: "User") -> list[Money]:
    """What the freelancer owes, per currency: paid out to them, then taken back by a client's bank."""
    rows = Chargeback.objects.filter(funding__milestone__contract__freelancer=user, owed_value__gt=0).order_by()
    return [Money(amount, currency) for currency, amount in rows.values_list("currency").annotate(Sum("owed_value"))]
