"""Signal receivers: erase the e-mail address and the phone number of an erased account."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from market.core.base.signals import account_erased
from market.sandbox.models import Account, Answer, Event, Session, ShortMessage

JSON_COLUMNS: tuple[tuple[type[Model], tuple[str, ...]], ...] = ((Event, ("payload", "previous")), (Answer, ("body",)))


@receiver(account_erased)
def erase_address(*, email: str, phone: str = "", **_kwargs: Any) -> None:
    """Remove an address, as a whole value, from the tables and from stored responses and events."""
    Account.objects.filter(email__iexact=email).update(email="")  # writes: the end of an action of accounts
    Session.objects.filter(customer_email__iexact=email).update(customer_email="")  # writes: the same
    ShortMessage.objects.filter(number=phone).delete()  # writes: the same
    for model, columns in JSON_COLUMNS:
        for column in columns:
            for row in model._default_manager.filter(**{f"{column}__icontains": email}):
                cleaned = _without_address(getattr(row, column), email.lower())
                model._default_manager.filter(pk=row.pk).update(**{column: cleaned})  # writes: the same


def _without_address(value: Any, email: str) -> Any:
    if isinstance(value, dict):
        return {key: _without_address(each, email) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_address(each, email) for each in value]
    return None if isinstance(value, str) and value.lower() == email else value
