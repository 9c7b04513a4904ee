"""What two operators post to the ledger together, by the same rules as `postings`.

Legs of the platform's accounts alone: what is owed to people is never moved by hand.
"""

from market.core.base.money import Money
from market.payments.ledger.models import LedgerAccount
from market.payments.ledger.postings import Event, Leg, post

Kind = LedgerAccount.Kind


def platform_leg(place: str, amount: Money, sign: int) -> Leg:
    """A leg of one of the platform's accounts: "fees", or "provider:stripe" for a balance at a provider."""
    account, _, rail = place.partition(":")
    return Leg(account, amount.amount * sign, rail=rail)


def post_correction(number: int, amount: Money, *, source: str, target: str) -> bool:
    """An amount stands on another account of the platform than it did: `source` is debited, `target` credited."""
    return post(
        Event(f"correction:{number}", "correction", amount),
        platform_leg(source, amount, -1),
        platform_leg(target, amount, 1),
    )


def post_capital_out(key: str, amount: Money, *, rail: str) -> bool:
    """The operator took money of its own out of the balance at a provider."""
    return post(
        Event(f"capital-out:{key}", "capital_out", amount),
        Leg(Kind.CAPITAL, -amount.amount),
        Leg(Kind.PROVIDER, amount.amount, rail=rail),
    )


def post_loss(number: int, amount: Money, *, rail: str) -> bool:
    """Money at a provider is gone: a loss of the operator's."""
    return post(
        Event(f"loss:{number}", "loss", amount),
        Leg(Kind.LOSSES, -amount.amount),
        Leg(Kind.PROVIDER, amount.amount, rail=rail),
    )
