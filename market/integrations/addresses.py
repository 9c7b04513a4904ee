"""Where news may be sent: never into a network of our own, whatever a name resolves to at that moment."""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.errors import Invalid

LONGEST = 500


class AddressNotAllowed(Invalid):
    help = "programs#webhooks"
    code = "address_not_allowed"
    sentence = _("Give the https address of a server that can be reached from the internet.")


class Unreachable(Exception):
    """The address leads nowhere, or to where nothing of ours may be sent."""


def check_url(url: str) -> str:
    """The address as it is kept. Raises AddressNotAllowed at "url".

    https in production; in development http too, and this machine.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise _refused() from wrong
    schemes = ("https",) if settings.PRODUCTION else ("https", "http")
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not plain or parts.scheme not in schemes or not parts.hostname or parts.username or parts.fragment or port == 0:
        raise _refused()
    literal = _literal(parts.hostname)
    if literal is not None and not _is_allowed(literal):
        raise _refused()
    return url


def _refused() -> AddressNotAllowed:
    return AddressNotAllowed(errors={"url": [AddressNotAllowed.sentence]})


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _is_allowed(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return not settings.PRODUCTION
    return found.is_global and not found.is_multicast


def resolve(host: str, port: int) -> str:
    """The IP address to connect to. Raises Unreachable if any address of the name is not one of the open internet."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as wrong:
        raise Unreachable("The name is not known.") from wrong
    if not found or not all(_is_allowed(address) for address in found):
        raise Unreachable("The address is not on the open internet.")
    return sorted(found, key=lambda address: ":" in address)[0]
