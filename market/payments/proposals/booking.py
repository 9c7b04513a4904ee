"""What a proposal posts has a key of its own: it counts once."""

from collections.abc import Callable

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.payments.models import LedgerTransaction


class ReferenceBooked(DomainError):
    help = "money-desk#proposals"
    code = "reference_booked"
    sentence = _("This reference stands in the books already.")


def require_new_key(name: str, key: str) -> None:
    """Raises Invalid at `name` where the books have a transaction with this key."""
    if LedgerTransaction.objects.filter(key=key).exists():
        raise Invalid(errors={name: [str(ReferenceBooked.sentence)]})


def post_once(book: Callable[[], bool]) -> None:
    """Book it. Raises ReferenceBooked where its key stands in the books, with the same amounts or with others."""
    try:
        with atomic():
            is_new = book()
    except IntegrityError as error:
        raise ReferenceBooked from error
    if not is_new:
        raise ReferenceBooked
