"""Addresses on the internet: one reading of a URL, for what is checked and for where the connection goes, and which
IP addresses are of the open internet."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

LONGEST = 1000
# Nothing that programs read in different ways: no user, no fragment, no backslash, no space, no letter beyond ASCII.
URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!$-;=@-\[\]_a-z|~{}^]*)?(?P<query>\?[!$-;=?@-\[\]_a-z|~{}^]*)?",
    re.IGNORECASE | re.ASCII,
)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)  # some programs read a name that ends so as an IPv4 address
PORTS = {"https": 443, "http": 80}

# The special-purpose registries (RFC 6890), and what a cloud keeps for its own machines.
CLOSED_4 = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32"),
        ),
    )
)
UNICAST_6 = ip_network(
    "2000::/3"
)  # all that is handed out; without loopback, private, site-local, link-local, multicast
CLOSED_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))  # Teredo, 6to4, examples
EMBEDDING = tuple(map(ip_network, ("::ffff:0:0/96", "64:ff9b::/96")))  # an IPv4 address is meant: mapped, NAT64
ISATAP = (0x00005EFE, 0x02005EFE)


class NotAnAddress(ValueError):
    """Not the URL of a server."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL, read: what is looked at is what is connected to."""

    scheme: str
    host: str  # in small letters; an IPv6 address without its brackets
    port: int
    target: str  # path and query, as they are asked for

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"


def parse_url(url: str) -> Target:
    """A URL's parts. Raises NotAnAddress for all that is not plainly one of http or https."""
    match = URL.fullmatch(url) if len(url) <= LONGEST else None
    if match is None:
        raise NotAnAddress(url)
    scheme, host = match["scheme"].lower(), match["host"].lower().strip("[]")
    port = int(match["port"]) if match["port"] else PORTS[scheme]
    if not 0 < port < 65536 or not (_is_name(host) or ip_literal(host)):
        raise NotAnAddress(url)
    return Target(scheme, host, port, (match["path"] or "/") + (match["query"] or ""))


def _is_name(host: str) -> bool:
    labels = host.split(".")
    return len(host) <= 253 and all(map(LABEL.fullmatch, labels)) and not NUMBER.fullmatch(labels[-1])


def ip_literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_open(address: str) -> bool:
    """Whether an IP address is one of the open internet; on a development site this machine is, too."""
    ip = ip_literal(address)
    if isinstance(ip, IPv6Address) and any(ip in each for each in EMBEDDING):
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip is None:
        return False
    if ip.is_loopback:
        return not settings.PRODUCTION
    if isinstance(ip, IPv4Address):
        return not any(ip in each for each in CLOSED_4)
    is_isatap = int(ip) >> 32 & 0xFFFFFFFF in ISATAP
    return ip in UNICAST_6 and not is_isatap and not any(ip in each for each in CLOSED_6)
