"""What allowances post to the ledger, by the same rules as `postings`.

The fund is money for allowances alone: approving a list moves a part of it to each trainee, who is owed that part then.
"""

from typing import TYPE_CHECKING

from market.core.base.money import Money
from market.payments.ledger.models import LedgerAccount
from market.payments.ledger.postings import Event, Leg, post

if TYPE_CHECKING:
    from market.payments.models import Allowance, Payout

Kind = LedgerAccount.Kind


def post_fund_in(key: str, amount: Money, *, rail: str) -> bool:
    """The programme put money into the fund, where a provider or the bank holds it."""
    return post(
        Event(f"fund-in:{key}", "fund_in", amount),
        Leg(Kind.FUND, amount.amount),
        Leg(Kind.PROVIDER, -amount.amount, rail=rail),
    )


def post_allowance(allowance: "Allowance") -> bool:
    """It is reserved for the trainee. Raises Overdrawn where the fund has less."""
    return post(
        Event(f"allowance:{allowance.pk}", "allowance", allowance.amount),
        Leg(Kind.FUND, -allowance.amount_value),
        Leg(Kind.ALLOWANCE, allowance.amount_value, user=allowance.trainee_id),
    )


def post_allowance_payout(payout: "Payout", allowance: "Allowance") -> bool:
    """It leaves with its payout."""
    return _move(payout, allowance, "payout", Kind.ALLOWANCE, Kind.ALLOWANCE_SENT)


def post_allowance_failed(payout: "Payout", allowance: "Allowance") -> bool:
    """It could not be sent: it is due again."""
    return _move(payout, allowance, "failed", Kind.ALLOWANCE_SENT, Kind.ALLOWANCE)


def _move(payout: "Payout", allowance: "Allowance", what: str, source: str, target: str) -> bool:
    return post(
        Event(f"allowance-{what}:{payout.pk}", f"allowance_{what}", allowance.amount),
        Leg(source, -allowance.amount_value, user=allowance.trainee_id),
        Leg(target, allowance.amount_value, user=allowance.trainee_id),
    )


def post_allowance_paid(payout: "Payout", allowance: "Allowance") -> bool:
    """It arrived: it is held no longer."""
    return post(
        Event(f"allowance-paid:{payout.pk}", "allowance_paid", allowance.amount),
        Leg(Kind.ALLOWANCE_SENT, -allowance.amount_value, user=allowance.trainee_id),
        Leg(Kind.PROVIDER, allowance.amount_value, rail=payout.rail),
    )


def post_allowance_came_back(payout: "Payout", allowance: "Allowance") -> bool:
    """It had arrived, and came back: it is due again."""
    return post(
        Event(f"allowance-came-back:{payout.pk}", "allowance_failed", allowance.amount),
        Leg(Kind.PROVIDER, -allowance.amount_value, rail=payout.rail),
        Leg(Kind.ALLOWANCE, allowance.amount_value, user=allowance.trainee_id),
    )


def post_allowance_returned(allowance: "Allowance") -> bool:
    """The trainee does not want it: it is the fund's again."""
    return post(
        Event(f"allowance-returned:{allowance.pk}", "allowance_returned", allowance.amount),
        Leg(Kind.ALLOWANCE, -allowance.amount_value, user=allowance.trainee_id),
        Leg(Kind.FUND, allowance.amount_value),
    )
