"""From a row of money to its transactions in the ledger: which these are, and the operators' link to them.

A transaction names what it is about in its key; see `ledger.postings` and the modules beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.models import User
from market.contracts.models import Milestone
from market.documents.models import Document
from market.payments.models import (
    Allowance,
    Chargeback,
    Debt,
    Funding,
    GiveBack,
    LedgerTransaction,
    Payout,
    PayoutBatch,
    PayoutQuote,
    Refund,
    Release,
    StaffProposal,
)

PAYOUT = ("payout:{}:", "payout-paid:{}:", "payout-failed:{}:", "payout-returned:{}:")
ALLOWANCE_PAYOUT = ("allowance-payout:{}", "allowance-paid:{}", "allowance-failed:{}", "allowance-came-back:{}")
PAYOUT_COSTS = ("payout-fee:{}", "payout-cost:{}", "payout-cost-returned:{}")
OF_PAYOUT = (*PAYOUT_COSTS, *ALLOWANCE_PAYOUT)
CHARGEBACK = ("chargeback:{}", "chargeback-won:{}", "chargeback-lost:{}", "chargeback-forgiven:{}")
PARTS_OF_CHARGEBACK = ("chargeback_reversed", "chargeback_owed")  # kinds: the key ends with the chargeback's number
REFUND = ("refund:{}", "refund-paid:{}", "refund-failed:{}", "refund-repaid:{}", "given-back:{}")
REFERRED = {
    **{"capital_in": "capital:{}", "capital_out": "capital-out:{}"},
    **{"settlement": "settlement:{}", "fund_in": "fund-in:{}"},
}
ALWAYS_POSTED = (Payout, Refund, Chargeback, Allowance)  # with the row itself


def _keys(*templates: str) -> Callable[[int], Q]:
    """Transactions by what the number makes of these: whole keys, or beginnings that end with a colon."""
    whole = [each for each in templates if not each.endswith(":")]
    beginnings = [each for each in templates if each.endswith(":")]

    def condition_of(number: int) -> Q:
        condition = Q(key__in=[each.format(number) for each in whole])
        for each in beginnings:
            condition |= Q(key__startswith=each.format(number))
        return condition

    return condition_of


def _of_chargeback(number: int) -> Q:
    milestones = Milestone.objects.filter(fundings__chargebacks=number)
    parts = Q(kind__in=PARTS_OF_CHARGEBACK, key__endswith=f":{number}", milestone__in=milestones)
    return _keys(*CHARGEBACK)(number) | parts


def _of_batch(number: int) -> Q:
    pairs = Release.objects.filter(payout__batch=number).values_list("payout", "pk")
    keys = [f"{each.format(payout)}{release}" for payout, release in pairs for each in PAYOUT]
    payouts = Payout.objects.filter(batch=number).values_list("pk", flat=True)
    return Q(key__in=[*keys, *(each.format(payout) for payout in payouts for each in OF_PAYOUT)])


def _of_debt(number: int) -> Q:
    debt = Debt.objects.filter(pk=number).first()
    paid = _keys("debt-paid:{}:", "chargeback-taken-debt:{}:")(number)
    return paid | _of_chargeback(debt.chargeback_id) if debt is not None and debt.chargeback_id else paid


def _of_allowance(number: int) -> Q:
    payouts = Payout.objects.filter(allowance=number).values_list("pk", flat=True)
    sent = [each.format(payout) for payout in payouts for each in ALLOWANCE_PAYOUT]
    return Q(key__in=[f"allowance:{number}", f"allowance-returned:{number}", *sent])


def _of_give_back(number: int) -> Q:
    return Q(milestone__in=Milestone.objects.filter(give_backs=number), kind="give_back")


def _of_proposal(number: int) -> Q:
    row = StaffProposal.objects.filter(pk=number, state=StaffProposal.State.APPROVED).first()
    if row is None:
        return Q(pk=None)
    if row.kind == "forgiveness":
        return Q(key=f"chargeback-forgiven:{row.parameters['chargeback']}")
    if row.kind in REFERRED:
        return Q(key=REFERRED[row.kind].format(row.parameters["reference"]))
    return Q(key=f"{row.kind}:{row.pk}")


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of row that moves money: its model, its name, and which transactions are of one with a number."""

    model: type[Model]
    label: str | Promise
    condition: Callable[[int], Q]


ROW_KINDS: dict[str, RowKind] = {
    "payment": RowKind(Funding, _("Payment"), _keys("funding:{}")),
    "release": RowKind(Release, pgettext_lazy("search result", "Release"), _keys("release:{}", "clearing:{}")),
    "refund": RowKind(Refund, _("Refund"), _keys(*REFUND)),
    "give_back": RowKind(GiveBack, _("Money given back"), _of_give_back),
    "debt": RowKind(Debt, pgettext_lazy("row of money", "Debt"), _of_debt),
    "chargeback": RowKind(Chargeback, _("Chargeback"), _of_chargeback),
    "payout": RowKind(Payout, _("Payout"), _keys(*PAYOUT, *OF_PAYOUT)),
    "allowance": RowKind(Allowance, pgettext_lazy("search result", "Allowance"), _of_allowance),
    "payout_quote": RowKind(PayoutQuote, _("Quote"), _keys("exchange-out:{}:", "exchange-in:{}:")),
    "payout_batch": RowKind(PayoutBatch, _("Batch of payouts"), _of_batch),
    "proposal": RowKind(StaffProposal, _("Proposal"), _of_proposal),
}
_names = {each.model: name for name, each in ROW_KINDS.items()}


def ledger_link(user: User, row: Model) -> str:
    """The page of the row's transactions, for operators; "" for others, and for a row that has none yet."""
    if not user.has_role(User.Role.OPERATOR):
        return ""
    query, condition = _about(row)
    if not query or not (isinstance(row, ALWAYS_POSTED) or LedgerTransaction.objects.filter(condition).exists()):
        return ""
    return f"{reverse('ledger_transactions')}?{query}"


def _about(row: Model) -> tuple[str, Q]:
    """How the page is asked for the transactions of a row, and which these are; "" for a row that moves no money."""
    if isinstance(row, Document):
        if row.payout is not None:
            return f"of=payout&number={row.payout}", ROW_KINDS["payout"].condition(row.payout)
        return (
            (f"contract={row.contract}", Q(milestone__contract=row.contract)) if row.contract is not None else ("", Q())
        )
    if isinstance(row, Milestone):  # a bonus is one
        return f"milestone={row.pk}", Q(milestone=row.pk)
    name = _names.get(type(row))
    return (f"of={name}&number={row.pk}", ROW_KINDS[name].condition(int(row.pk))) if name else ("", Q())
