"""Where a request comes from, behind the proxies whose word is taken (FORWARDED_ALLOW_IPS).

It reads the same under `manage.py serve`, where uvicorn may have put the client in the place of its proxy already, and
under WSGI workers, where nobody has.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings

V6_PREFIX = 64  # bits: so much one household, or one server, mostly has to itself
Address = IPv4Address | IPv6Address


def address(peer: str, forwarded: str) -> str:
    """The nearest of a request's addresses that is no trusted proxy.

    `peer` is who holds the connection ("" for a Unix socket, which only a proxy of this machine has), `forwarded` the
    header X-Forwarded-For. Everything beyond the first address that is not trusted may be made up, so it is not read;
    nor is what no address stands in. Where any peer is trusted ("*"), it is a proxy, and what it says counts.
    """
    way = [part.strip() for part in forwarded.split(",") if part.strip()]
    if settings.TRUSTED_PROXIES is None:
        nearest = parsed(way[-1]) if way else None
        return str(nearest) if nearest else peer
    here = peer
    while way and (not here or is_proxy(here)):
        further = parsed(way.pop())
        if further is None:
            break
        here = str(further)
    return here


def network(address: str) -> str:
    """What counts as one client: the address, in IPv6 the network of it; what is no address, as it stands."""
    ip = parsed(address)
    if isinstance(ip, IPv6Address):
        return str(IPv6Network((ip, V6_PREFIX), strict=False).network_address)
    return str(ip) if ip else address


def is_proxy(address: str) -> bool:
    """Whether it is one of the proxies that are named."""
    ip, named = parsed(address), settings.TRUSTED_PROXIES
    return ip is not None and named is not None and any(ip in each for each in named)


def parsed(text: str) -> Address | None:
    """An address as proxies write it: with a port or without, in brackets, IPv4 within IPv6; None for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        ip = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
