"""Whose connection it is, below Django: a client's address, seen behind the proxies that are trusted."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from market.core.web import proxies


def peer(address: str | None) -> str | None:
    """Who is at the other end of a connection. None for a trusted proxy or this machine: many stand behind it."""
    return None if settings.TRUSTED_PROXIES is None else client(address)


def client(address: str | None) -> str | None:
    """The client at an address, after proxies' headers were read; of IPv6 it has a whole /64. None where nobody counts:
    a trusted proxy that named no client, and this machine.
    """
    if not address:
        return None
    ip = proxies.parsed(address)
    if ip is not None and (ip.is_loopback or proxies.is_proxy(address)):
        return None
    return proxies.network(address)


def client_of(scope: Mapping[str, Any]) -> str | None:
    """The client of a request or a socket."""
    at = scope.get("client")
    forwarded = (value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"x-forwarded-for")
    return client(proxies.address(at[0] if at else "", ", ".join(forwarded)))
