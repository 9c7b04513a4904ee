"""Who asks: the client of the request at hand, as far as an address and the cookie of a device tell."""

import hashlib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from market.core.base import limits
from market.core.base.errors import DomainError
from market.core.web.proxies import address, network

PLAIN_COOKIE = "device"  # its name before it had a prefix, read until a sign-in gives the device the new one
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@dataclass(frozen=True, slots=True)
class Client:
    """An address, or the network of one in IPv6, and the mark of the device by its cookie ("" without one)."""

    network: str
    device: str


def request_at_hand() -> HttpRequest | None:
    """The request that is being answered; None in a job or a command."""
    return _request.get()


def is_fetched_ahead(request: HttpRequest) -> bool:
    """Whether a page is fetched before anybody looks at it, by a browser or by our service worker: it opens nothing."""
    return "prefetch" in (request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or "")


def note_wait(refusal: DomainError) -> None:
    """Whatever page shows a refusal of too many, its answer says when to come back."""
    if (request := request_at_hand()) is not None and refusal.retry_after:
        request.META["RETRY_AFTER"] = refusal.retry_after


def current() -> Client | None:
    """The client of the request that is being answered; None in a job or a command."""
    request = _request.get()
    return None if request is None else of(request)


def of(request: HttpRequest | Request) -> Client:
    """The client of a request."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    cookie = device_cookie(request)
    return Client(network(address(peer, forwarded)), mark_of(cookie) if cookie else "")


def device_cookie(request: HttpRequest | Request) -> str:
    """What a device's cookie says, under its name of now or the one before; "" without one."""
    return device_in(request.COOKIES)


def device_in(cookies: Mapping[str, str]) -> str:
    """The same, of a request's cookies."""
    return cookies.get(settings.DEVICE_COOKIE_NAME) or cookies.get(PLAIN_COOKIE, "")


def mark_of(cookie: str) -> str:
    """What is kept of a device's cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()


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
    """Holds the request at hand, for those limits that count by client, and says a form's refusal as HTTP does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(before)
        if response.status_code == 429 and (wait := request.META.get("RETRY_AFTER")):
            response.headers.setdefault("Retry-After", str(wait))
        refusal = request.META.get("REFUSAL")
        if isinstance(refusal, DomainError) and response.status_code == 200:
            response.status_code = refusal.status
            if refusal.retry_after:
                response.headers["Retry-After"] = str(refusal.retry_after)
        return response
