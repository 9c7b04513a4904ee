"""Who asks: the client of the request at hand, as far as an address and the cookie of a device tell.

The address is that behind the proxies whose word is taken (FORWARDED_ALLOW_IPS), wherever Django runs: under
`manage.py serve`, where uvicorn has read the proxy's headers already, and under WSGI workers, where nobody has.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from market.core import limits
from market.core.errors import DomainError

DEVICE_COOKIE = "device"
V6_PREFIX = 64  # bits: so much one household, or one server, mostly has to itself
Address = IPv4Address | IPv6Address
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@dataclass(frozen=True, slots=True)
class Client:
    """An address, or the network of one in IPv6, and the mark of the device by its cookie ("" without one)."""

    network: str
    device: str


def request_at_hand() -> HttpRequest | None:
    """The request that is being answered; None in a job or a command."""
    return _request.get()


def current() -> Client | None:
    """The client of the request that is being answered; None in a job or a command."""
    request = _request.get()
    return None if request is None else of(request)


def of(request: HttpRequest | Request) -> Client:
    """The client of a request."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")
    return Client(network(address(peer, forwarded)), mark_of(cookie) if cookie else "")


def mark_of(cookie: str) -> str:
    """What is kept of a device's cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def address(peer: str, forwarded: str) -> str:
    """Where a request comes from: the nearest of its addresses that is no trusted proxy.

    `peer` is who holds the connection ("" for a Unix socket, which only a proxy of this machine has), `forwarded` the
    header X-Forwarded-For. Everything beyond the first address that is not trusted may be made up, so it is not read;
    nor is what no address stands in. Where any peer is trusted ("*"), it is a proxy, and what it says counts.
    """
    way = [part.strip() for part in forwarded.split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted is None:
        nearest = _parsed(way[-1]) if way else None
        return str(nearest) if nearest else peer
    here = peer
    while way and _is_one_of(trusted, here):
        further = _parsed(way.pop())
        if further is None:
            break
        here = str(further)
    return here


def network(address: str) -> str:
    """What counts as one client: the address, in IPv6 the network of it; what is no address, as it stands."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, V6_PREFIX), strict=False).network_address)
    return str(parsed) if parsed else address


def _is_one_of(trusted: Iterable[IPv4Network | IPv6Network], address: str) -> bool:
    parsed = _parsed(address)
    return not address or (parsed is not None and any(parsed in each for each in trusted))


def _parsed(text: str) -> Address | None:
    """An address as proxies write it: with a port or without, in brackets, IPv4 within IPv6; None for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def spend(name: str, *, times: int, per: timedelta) -> None:
    """Count one use of `name` by the network that asks; in a job or a command nothing. Raises TooMany past `times`.

    Many people may share an address, so that such a limit is wide; it comes after those of an account, or whoever is
    refused there would use up the room of the others.
    """
    client = current()
    if client is not None:
        limits.spend(f"{name}_client", client.network, times=times, per=per)


def spend_upload() -> None:
    """Count an upload by the network that asks, beside the limit of who sends it. Raises TooMany."""
    spend("upload", times=settings.LIFECYCLE.uploads_per_client_day, per=timedelta(days=1))


def give_back(name: str, *, per: timedelta) -> None:
    """Take one use back that `spend` counted."""
    client = current()
    if client is not None:
        limits.give_back(f"{name}_client", client.network, per=per)


class ClientMiddleware:
    """Holds the request at hand, for those limits that look at who asks, and says a form's refusal as HTTP does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(before)
        refusal = request.META.get("REFUSAL")
        if isinstance(refusal, DomainError) and response.status_code == 200:
            response.status_code = refusal.status
            if refusal.retry_after:
                response.headers["Retry-After"] = str(refusal.retry_after)
        return response
