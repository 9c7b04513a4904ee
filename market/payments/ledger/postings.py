"""What each event posts to the ledger: one function per event, each with one call of the database's `ledger_post`.

All take rows that are saved, in the running transaction, and may be called twice: the second call changes nothing.
A posting that would take an account of a person or of a hold below zero raises Overdrawn.
"""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.money import Money
from market.payments.ledger.models import LedgerAccount
from market.payments.models import Funding, Payout, Refund, Release

Kind = LedgerAccount.Kind


class Overdrawn(DomainError):
    help = "refunds#ask"
    code = "not_enough_money"
    sentence = _("There is not that much money here any more.")


@dataclass(frozen=True, slots=True)
class Leg:
    """What is credited (above zero) or debited (below) to an account; `user` or `milestone` own it, or the platform.
    `rail`: of the balance at a provider, which one."""

    account: str
    amount: Decimal
    user: int | None = None
    milestone: int | None = None
    rail: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What a transaction is about: its one key ("release:12"), its kind, amount and fee, and the milestone, if any."""

    key: str
    kind: str
    amount: Money
    milestone: int | None = None
    fee: Decimal = Decimal("0.00")


def post(event: Event, *legs: Leg) -> bool:
    """Write an event once, with the legs that move something. Returns whether it is new.

    Raises Overdrawn; the database refuses legs that do not sum to zero, and a key that was used for another event.
    """
    rows = [
        {
            "account": str(leg.account),
            "currency": str(event.amount.currency),
            "user": leg.user,
            "milestone": leg.milestone,
            "amount": str(leg.amount),
            "rail": leg.rail,
        }
        for leg in legs
        if leg.amount
    ]
    facts = json.dumps(
        {"amount": str(event.amount.amount), "fee": str(event.fee), "currency": str(event.amount.currency)}
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT is_new FROM ledger_post(%s, %s, %s, %s, %s, %s)",
                [event.key, event.kind, event.milestone, clock.now(), facts, json.dumps(rows)],
            )
            return bool(cursor.fetchone()[0])
    except IntegrityError as error:
        if "balance_not_negative" in str(error):
            raise Overdrawn from error
        raise


def post_funding(funding: Funding) -> bool:
    """The client paid: the amount and the fee are held apart. What the provider kept is an expense of ours."""
    m = funding.milestone_id
    return post(
        Event(f"funding:{funding.pk}", "funding", funding.amount, m, funding.fee_value),
        Leg(Kind.HELD, funding.amount_value, milestone=m),
        Leg(Kind.FEE_HELD, funding.fee_value, milestone=m),
        *_payment_legs(funding),
    )


def post_late_payment(funding: Funding) -> bool:
    """The client paid when nothing was to be paid any more: all of it is on its way back at once."""
    m = funding.milestone_id
    return post(
        Event(f"funding:{funding.pk}", "late_payment", funding.amount, m, funding.fee_value),
        Leg(Kind.REFUNDING, funding.charge.amount, milestone=m),
        *_payment_legs(funding),
    )


def _payment_legs(funding: Funding) -> tuple[Leg, Leg]:
    provider_fee = funding.provider_fee_value
    return (
        Leg(Kind.PROVIDER, provider_fee - funding.charge.amount, rail=funding.rail),
        Leg(Kind.PROVIDER_FEES, -provider_fee),
    )


def post_release(release: Release) -> bool:
    """An amount is released: it clears for the freelancer, and its share of the fee is earned."""
    m = release.milestone_id
    return post(
        Event(f"release:{release.pk}", "release", release.amount, m, release.fee_value),
        Leg(Kind.HELD, -release.amount_value, milestone=m),
        Leg(Kind.CLEARING, release.amount_value, user=release.freelancer_id),
        Leg(Kind.FEE_HELD, -release.fee_value, milestone=m),
        Leg(Kind.FEES, release.fee_value),
    )


def post_clearing(release: Release) -> bool:
    """The clearing days are over: the release can be paid out."""
    return post(
        Event(f"clearing:{release.pk}", "clearing", release.amount, release.milestone_id),
        Leg(Kind.CLEARING, -release.amount_value, user=release.freelancer_id),
        Leg(Kind.PAYABLE, release.amount_value, user=release.freelancer_id),
    )


def post_payout(release: Release) -> bool:
    """A release leaves with its payout."""
    return post(
        Event(f"payout:{release.payout_id}:{release.pk}", "payout", release.amount, release.milestone_id),
        Leg(Kind.PAYABLE, -release.amount_value, user=release.freelancer_id),
        Leg(Kind.IN_TRANSIT, release.amount_value, user=release.freelancer_id),
    )


def post_payout_paid(release: Release, *, rail: str) -> bool:
    """The release arrived at the bank: it is held no longer."""
    return post(
        Event(f"payout-paid:{release.payout_id}:{release.pk}", "payout_paid", release.amount, release.milestone_id),
        Leg(Kind.IN_TRANSIT, -release.amount_value, user=release.freelancer_id),
        Leg(Kind.PROVIDER, release.amount_value, rail=rail),
    )


def post_payout_failed(release: Release) -> bool:
    """The release could not be sent: it can be paid out again."""
    return post(
        Event(f"payout-failed:{release.payout_id}:{release.pk}", "payout_failed", release.amount, release.milestone_id),
        Leg(Kind.IN_TRANSIT, -release.amount_value, user=release.freelancer_id),
        Leg(Kind.PAYABLE, release.amount_value, user=release.freelancer_id),
    )


def post_payout_returned(release: Release, *, rail: str) -> bool:
    """The freelancer's bank sent the money back after it had arrived: the release can be paid out again."""
    return post(
        Event(
            f"payout-returned:{release.payout_id}:{release.pk}",
            "payout_failed",
            release.amount,
            release.milestone_id,
        ),
        Leg(Kind.PROVIDER, -release.amount_value, rail=rail),
        Leg(Kind.PAYABLE, release.amount_value, user=release.freelancer_id),
    )


def post_payout_cost(payout: Payout) -> bool:
    """The freelancer bore this of the transfer: so much less left the bank."""
    return _post_cost(payout, "payout-cost", payout.cost_value)


def post_payout_cost_returned(payout: Payout) -> bool:
    """The transfer came back, and the freelancer has all of the payout again."""
    return _post_cost(payout, "payout-cost-returned", -payout.cost_value)


def post_payout_fee(payout: Payout, fee: Money) -> bool:
    """The provider took this of us for a transfer to a wallet, beside its amount."""
    return post(
        Event(f"payout-fee:{payout.pk}", "payout_fee", fee),
        Leg(Kind.PROVIDER, fee.amount, rail=payout.rail),
        Leg(Kind.PROVIDER_FEES, -fee.amount),
    )


def _post_cost(payout: Payout, key: str, cost: Decimal) -> bool:
    if not cost:
        return False
    return post(
        Event(f"{key}:{payout.pk}", key.replace("-", "_"), Money(abs(cost), payout.currency)),
        Leg(Kind.PROVIDER, -cost, rail=payout.rail),
        Leg(Kind.PROVIDER_FEES, cost),
    )


def post_settlement(key: str, amount: Money, fee: Decimal, *, source: str, target: str) -> bool:
    """What a provider held for us has arrived at another one, less what was kept of it on the way."""
    return post(
        Event(f"settlement:{key}", "settlement", amount, fee=fee),
        Leg(Kind.PROVIDER, amount.amount, rail=source),
        Leg(Kind.PROVIDER, fee - amount.amount, rail=target),
        Leg(Kind.PROVIDER_FEES, -fee),
    )


def post_refund(refund: Refund) -> bool:
    """What is held, and its share of the fee, is on its way back to the client."""
    m = refund.milestone_id
    return post(
        Event(f"refund:{refund.pk}", "refund", refund.part, m, refund.fee_value),
        Leg(Kind.HELD, -refund.amount_value, milestone=m),
        Leg(Kind.FEE_HELD, -refund.fee_value, milestone=m),
        Leg(Kind.REFUNDING, refund.amount.amount, milestone=m),
    )


def post_refund_paid(refund: Refund) -> bool:
    """The provider sent the refund: it is held no longer."""
    return post(
        Event(f"refund-paid:{refund.pk}", "refund_paid", refund.part, refund.milestone_id, refund.fee_value),
        Leg(Kind.REFUNDING, -refund.amount.amount, milestone=refund.milestone_id),
        Leg(Kind.PROVIDER, refund.amount.amount, rail=refund.funding.rail),
    )


def post_refund_failed(refund: Refund) -> bool:
    """The provider could not send it back (a closed card): we owe it to the client by another way."""
    return post(
        Event(f"refund-failed:{refund.pk}", "refund_failed", refund.part, refund.milestone_id, refund.fee_value),
        Leg(Kind.REFUNDING, -refund.amount.amount, milestone=refund.milestone_id),
        Leg(Kind.CLIENT_CREDIT, refund.amount.amount, user=refund.milestone.contract.client_id),
    )


def post_refund_repaid(refund: Refund, amount: Money) -> bool:
    """The operator sent what was owed of it another way, with money of its own: what the provider holds stays there."""
    return post(
        Event(f"refund-repaid:{refund.pk}", "refund_repaid", amount, refund.milestone_id),
        Leg(Kind.CLIENT_CREDIT, -amount.amount, user=refund.milestone.contract.client_id),
        Leg(Kind.CAPITAL, amount.amount),
    )


def post_capital(key: str, amount: Money, *, rail: str = "stripe") -> bool:
    """The operator put money of its own into a provider's balance: it covers what the provider keeps as its fees."""
    return post(
        Event(f"capital:{key}", "capital", amount),
        Leg(Kind.CAPITAL, amount.amount),
        Leg(Kind.PROVIDER, -amount.amount, rail=rail),
    )


def seal_ledger() -> int:
    """Write a block over all that no running transaction can precede any more. Returns how many it covers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal(%s)", [clock.now()])
        return int(cursor.fetchone()[0])


# When there is something to seal: a second after the block before. Nothing while there is nothing.
next_seal = clock.NextDue(
    "SELECT coalesce((SELECT max(sealed_at) FROM payments_ledgerblock) + interval '1 second', min(at)) "
    "FROM ledger_unsealed WHERE is_sealable HAVING count(*) > 0"
)
