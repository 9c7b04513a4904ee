"""Which addresses are a user's, or were: those of before are known by keyed digests alone, in the audit log."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.core.base import site_keys
from market.core.models import AuditEntry

if TYPE_CHECKING:
    from market.accounts.models import User


def address_mark(email: str) -> str:
    """A keyed digest of an address, by which mails to it are known when its user is erased; it tells nothing else."""
    return site_keys.digest(site_keys.ADDRESSES, email.lower())


def marked_entries(user: "User") -> QuerySet[AuditEntry]:
    """The entries of the audit log that hold a digest of an address that the user had or asked for."""
    return AuditEntry.objects.filter(on_type="accounts.user", on_id=user.pk, facts__has_key="mark")


def own_address(user: "User") -> Callable[[str], bool]:
    """A function that tells whether a whole address is the user's, or was. One that is another user's now is not."""
    now = user.email.lower()
    marks = set(marked_entries(user).values_list("facts__mark", flat=True))
    others = type(user)._default_manager.exclude(pk=user.pk)

    def is_own(address: str) -> bool:
        if address.lower() == now:
            return True
        of_address = site_keys.digests(site_keys.ADDRESSES, address.lower()) if marks else set()
        return bool(marks & of_address) and not others.filter(email__iexact=address).exists()

    return is_own


def among(user: "User", column: str, addresses: Iterable[str]) -> Q:
    """The condition that a column is one of those addresses that are the user's, as a whole."""
    is_own = own_address(user)
    return Q(**{f"{column}__in": [each for each in addresses if is_own(each)]})
