"""Who keeps the books hears of what needs them."""

from market.accounts.models import User
from market.notifications.telling.actions import notify
from market.payments.models import Chargeback


def tell_operators(code: str, *, on: Chargeback, **facts: object) -> None:
    """A notice to each operator."""
    for operator in User.objects.filter(roles__contains=[User.Role.OPERATOR], is_active=True).order_by("pk"):
        notify(operator, code, on=on, **facts)
