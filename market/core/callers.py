"""Whose connection it is, below Django: a client's address, seen behind the proxies that are trusted."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from uvicorn.middleware.proxy_headers import _TrustedHosts

from market.core import env

# uvicorn's own reading of the setting: whose headers it believes is a proxy here, too.
_proxies = _TrustedHosts(env.text("FORWARDED_ALLOW_IPS", "127.0.0.1"))


def peer(address: str | None) -> str | None:
    """Who is at the other end of a connection. None for a trusted proxy or this machine: many stand behind it."""
    return None if _proxies.always_trust else client(address)


def client(address: str | None) -> str | None:
    """The client at an address, after proxies' headers were read; of IPv6 it has a whole /64. None where nobody counts:
    a trusted proxy that named no client, and this machine.
    """
    if not address:
        return None
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback or (not _proxies.always_trust and str(ip) in _proxies):
        return None
    return str(IPv6Address(int(ip) >> 64 << 64)) if isinstance(ip, IPv6Address) else str(ip)


def client_of(scope: Mapping[str, Any]) -> str | None:
    """The client of a request or a socket."""
    at = scope.get("client")
    return client(at[0]) if at else None
