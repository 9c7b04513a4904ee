"""Reads of payouts."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from market.core.base.money import Money
from market.payments.models import Payout
from market.payments.queries import NOTHING, balances_of

if TYPE_CHECKING:
    from market.accounts.models import User


def is_large_payout(user: "User", amount: Money | None, currency: str) -> bool:
    """Whether a payout (None: of all that is payable) is so large that it needs authentication again."""
    if amount is not None:
        return bool(amount.amount > settings.LIFECYCLE.proof_payout(str(amount.currency)))
    ready = next((each.payable.amount for each in balances_of(user) if each.currency == currency), NOTHING)
    return bool(ready > settings.LIFECYCLE.proof_payout(currency))


def payouts_of(user: "User") -> QuerySet[Payout]:
    """The user's payouts, newest first."""
    return Payout.objects.visible_to(user)
