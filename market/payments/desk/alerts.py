"""Notifications of all operators."""

from market.accounts.models import User
from market.notifications.telling.actions import notify
from market.payments.models import Chargeback


def notify_operators(code: str, *, on: Chargeback, **facts: object) -> None:
    """Notify each active operator about a chargeback."""
    for operator in User.objects.filter(roles__contains=[User.Role.OPERATOR], is_active=True).order_by("pk"):
        notify(operator, code, on=on, **facts)
