"""What the local provider hears of the market: that an address is not kept any more."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from market.core.base.signals import account_erased
from market.sandbox.models import Account, Answer, Event, Session

NOTES: tuple[tuple[type[Model], tuple[str, ...]], ...] = ((Event, ("payload", "previous")), (Answer, ("body",)))


@receiver(account_erased)
def forget_address(*, email: str, **_more: Any) -> None:
    """Take an address out, where it is the whole of a value: of the tables, and of what was answered and announced."""
    Account.objects.filter(email__iexact=email).update(email="")  # writes: the end of an action of accounts
    Session.objects.filter(customer_email__iexact=email).update(customer_email="")  # writes: the same
    for model, columns in NOTES:
        for column in columns:
            for row in model._default_manager.filter(**{f"{column}__icontains": email}):
                cleaned = _without(getattr(row, column), email.lower())
                model._default_manager.filter(pk=row.pk).update(**{column: cleaned})  # writes: the same


def _without(value: Any, email: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, email) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, email) for each in value]
    return None if isinstance(value, str) and value.lower() == email else value
