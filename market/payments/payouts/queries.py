"""Reads of payouts."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, QuerySet, When

from market.core.base.money import Money
from market.payments.models import Payout
from market.payments.provider.rails import WALLETS
from market.payments.queries import NOTHING, balances_of

if TYPE_CHECKING:
    from market.accounts.models import User


def is_large_payout(user: "User", amount: Money | None, currency: str | None) -> bool:
    """Whether a payout (None: of all that is payable) is so large that it needs authentication again."""
    if amount is not None:
        return bool(amount.amount > settings.LIFECYCLE.proof_payout(str(amount.currency)))
    currency = currency or "USD"
    ready = next((each.payable.amount for each in balances_of(user) if each.currency == currency), NOTHING)
    return bool(ready > settings.LIFECYCLE.proof_payout(currency))


def wallet_payouts() -> QuerySet[Payout]:
    """Payouts to mobile wallets."""
    return Payout.objects.filter(rail__in=WALLETS).select_related("freelancer", "denied_by")


def held_up_payouts() -> QuerySet[Payout]:
    """Those of them that do not move: the unclear ones first, then the oldest."""
    is_unclear = Case(When(hold_up=Payout.HoldUp.UNCLEAR, then=0), default=1)
    return wallet_payouts().exclude(hold_up="").order_by(is_unclear, "pk")


def payouts_of(user: "User") -> QuerySet[Payout]:
    """The user's payouts, newest first."""
    return Payout.objects.visible_to(user)
