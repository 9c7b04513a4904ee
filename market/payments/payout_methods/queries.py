"""Reads of payout methods."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.core.base import clock
from market.payments.models import PayoutMethod

if TYPE_CHECKING:
    from market.accounts.models import User

State = PayoutMethod.State


def usable_method(user: "User", currency: str) -> PayoutMethod | None:
    """The method to which a payout in this currency goes now; also one whose hours have just ended."""
    rows = PayoutMethod.objects.filter(user=user, currency=currency)
    due = rows.filter(state=State.COOLING, usable_at__lte=clock.now()).first()
    return due or rows.filter(state=State.ACTIVE).first()


def coming_method(user: "User", currency: str) -> PayoutMethod | None:
    """The one that is to be used, and is not yet."""
    rows = PayoutMethod.objects.coming().filter(user=user, currency=currency)
    return rows.exclude(state=State.COOLING, usable_at__lte=clock.now()).first()


def methods_of(user: "User") -> QuerySet[PayoutMethod]:
    """The user's methods, newest first."""
    return PayoutMethod.objects.filter(user=user)


def names_to_check() -> QuerySet[PayoutMethod]:
    """Methods whose holder's name waits for an operator, the oldest first."""
    return PayoutMethod.objects.filter(state=State.CHECKING).select_related("user__certificate").order_by("pk")
