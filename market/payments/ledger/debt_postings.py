"""What debts and money given back after its release post to the ledger, by the same rules as `postings`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from market.core.base.money import Money
from market.payments.ledger.models import LedgerAccount
from market.payments.ledger.postings import Event, Leg, post
from market.payments.models import Chargeback, Debt, Refund, Release

Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class GivenBackFrom:
    """The accounts of the freelancer that money given back comes from: a kind and an amount each; a kind is "provider"
    for what was called back from their account there, by the `rail`."""

    amounts: Mapping[str, Decimal]
    rail: str = ""


def post_debt_paid(debt: Debt, release: Release) -> bool:
    """A payable release pays what the freelancer owes."""
    return post(
        Event(f"debt-paid:{debt.pk}:{release.pk}", "debt_paid", release.amount, release.milestone_id),
        Leg(Kind.PAYABLE, -release.amount_value, user=release.freelancer_id),
        Leg(Kind.RECEIVABLE, release.amount_value, user=release.freelancer_id),
    )


def post_debt_charged_back(debt: Debt, chargeback: Chargeback, amount: Money) -> bool:
    """What a freelancer's earnings had paid for the client goes with a lost chargeback: the bank paid the client."""
    return post(
        Event(
            f"chargeback-taken-debt:{debt.pk}:{chargeback.pk}",
            "chargeback_reversed",
            amount,
            chargeback.funding.milestone_id,
        ),
        Leg(Kind.CONTESTED, amount.amount),
        Leg(Kind.RECEIVABLE, -amount.amount, user=debt.freelancer_id),
    )


def post_given_back(refund: Refund, source: GivenBackFrom) -> bool:
    """What had been released, and its share of the fee, is on its way back to the client."""
    m, freelancer = refund.milestone_id, refund.milestone.contract.freelancer_id
    legs = [
        Leg(kind, -amount, rail=source.rail) if kind == Kind.PROVIDER else Leg(kind, -amount, user=freelancer)
        for kind, amount in source.amounts.items()
    ]
    return post(
        Event(f"given-back:{refund.pk}", "give_back", refund.part, m, refund.fee_value),
        *legs,
        Leg(Kind.FEES, -refund.fee_value),
        Leg(Kind.REFUNDING, refund.amount.amount, milestone=m),
    )
