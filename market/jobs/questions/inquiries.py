"""What a client asks about before there is a job: the app above that has services says what one is called."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from market.core.base.errors import NotFound

if TYPE_CHECKING:
    from market.accounts.models import User


class Inquiry(NamedTuple):
    """What a conversation is about: its title, in the asker's language, and its page."""

    title: str
    address: str


Lookup = Callable[["User", "User", int], Inquiry]
_lookups: list[Lookup] = []


def service_lookup(lookup: Lookup) -> Lookup:
    """Register the function that gives what a client asks a freelancer about, by the key of a service; it raises
    NotFound."""
    _lookups.append(lookup)
    return lookup


def about_service(client: "User", freelancer: "User", service_id: int) -> Inquiry:
    """What a conversation about a service of the freelancer's is about. Raises NotFound."""
    for lookup in _lookups:
        return lookup(client, freelancer, service_id)
    raise NotFound
