"""Around every answer: fewer bytes on the line, and a word by which a browser knows whose page it keeps."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import quote_etag

MASKED = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
PARTIAL = 206
SHORT = 200  # bytes of a text that is not worth compressing, as Django says
QUALITY, WINDOW = 5, 18  # of Brotli: as fast as gzip, and 256 KB to look back
PADDING = 100  # bytes at most, as Django adds to gzip against BREACH
SHARED = "shared"  # in a session: nothing of it is kept on the device
LOGOUT = "/accounts/logout/"
NOT_KEPT = re.compile(r"/(accounts|claim|money|settings|staff|unsubscribe)/|/.+/(fund|funded|pay)/$")  # as in sw.js
TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
)


class PlainHeadersMiddleware:
    """Takes out of headers and cookies what no text holds: some are looked up, and kept, before a page could refuse it.

    A quoted cookie may name a NUL by its number, so a cookie with one counts as none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, value in request.META.items():
            if name.startswith("HTTP_") and "\0" in value:
                request.META[name] = value.replace("\0", "")
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is text: with Brotli, as fast as gzip and an eighth smaller, or with gzip.

    A length that an attacker could measure is blurred by random bytes: of gzip as Django does, of Brotli in a header.
    """

    def process_response(self, request: Any, response: Any) -> Any:
        """The answer, smaller where the browser can read that."""
        if not response.headers.get("Content-Type", "").startswith(TEXT) or response.status_code == PARTIAL:
            return response
        encoding = encoding_of(request)
        if not encoding:
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        is_done = "Content-Encoding" in response.headers or response.status_code in (204, 304)
        if is_done or encoding == "gzip" or (response.streaming and response.is_async):
            return super().process_response(request, response)
        return _brotli(response)


def encoding_of(request: HttpRequest) -> str:
    """How a text goes to this browser: "br", "gzip", or "" as it is."""
    accepted = request.headers.get("Accept-Encoding", "")
    return next((name for name in ("br", "gzip") if re.search(rf"\b{name}\b(?!;\s*q=0(\.0*)?\s*(,|$))", accepted)), "")


def _brotli(response: Any) -> Any:
    """A text's answer, compressed with Brotli; one of less than SHORT bytes stays as it is."""
    if not response.streaming and len(response.content) < SHORT:
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    compressor = brotli.Compressor(mode=brotli.MODE_TEXT, quality=QUALITY, lgwin=WINDOW)
    if response.streaming:
        response.streaming_content = _stream(compressor, response.streaming_content)
        response.headers.pop("Content-Length", None)
    else:
        response.content = compressor.process(response.content) + compressor.finish()
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Padding"] = secrets.token_urlsafe(PADDING)[: secrets.randbelow(PADDING)]
    response.headers["Content-Encoding"] = "br"
    if response.headers.get("ETag", "").startswith('"'):
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
    return response


def _stream(compressor: Any, chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from filter(None, map(compressor.process, chunks))
    yield compressor.finish()


class RevalidationMiddleware(ConditionalGetMiddleware):
    """Says of a page that the browser holds already that it is still the same, and sends nothing.

    Each page carries a form's token that is masked anew each time. An older mask is as good while the secret behind it
    is the same, so the secret counts, the mask does not.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, or that it did not change."""
        is_unmarked = request.method == "GET" and "ETag" not in response.headers
        if is_unmarked and isinstance(response, HttpResponse) and self.needs_etag(response):
            content = MASKED.sub(b"", response.content) + request.META.get("CSRF_COOKIE", "").encode()
            response.headers["ETag"] = quote_etag(blake2b(content, digest_size=16).hexdigest())
        return super().process_response(request, response)


POWERS = ("camera", "microphone", "geolocation", "payment", "usb", "midi")


def permissions_policy(*allowed: str) -> str:
    """The header that leaves these powers of the browser to a page of ours, and no other one to anybody."""
    return ", ".join(f"{power}=({'self' if power in allowed else ''})" for power in POWERS)


class PermissionsMiddleware:
    """Says which powers of a browser no page of this site uses, so that nothing that slips in does; and at a sign-out,
    that the browser keeps nothing of who was here.
    """

    NONE = permissions_policy()

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.method == "POST" and request.path == LOGOUT
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.NONE)
        if was_in and response.status_code < 400:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ReaderMiddleware:
    """Names the reader of a page by a word that tells nothing else: kept pages of another are thrown away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page:
            response.headers["Reader"] = reader(request)
        is_open = response.headers.get("Cache-Control", "") in ("", "no-cache")
        if is_page or settings.SESSION_COOKIE_NAME in request.COOKIES:
            set_keeping(request, response, is_open=is_open)
        return response


def set_keeping(request: HttpRequest, response: HttpResponse, *, is_open: bool) -> None:
    """Set how a response to a signed-in user may be cached; a header of its view (not `is_open`) stays.

    No page is kept of secrets, money and the staff's work, nor any on a shared device. Other pages may be kept by
    the user's browser, which asks each time whether they are still the same. Of the staff's pages so may those whose
    view says that they are needed where there is no line (`may_stay` of the response).
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    is_desk = user.is_staff and not getattr(response, "may_stay", False)
    if is_desk or is_shared(request) or (is_open and NOT_KEPT.match(request.path)):
        response.headers["Cache-Control"] = "private, no-store"  # the worker in the browser heeds it too
    elif is_open:
        response.headers["Cache-Control"] = "private, no-cache"


def note_device(request: HttpRequest, device: str) -> None:
    """Note in the session what was said of this device: only on one's "own" it outlives the browser, and on a "shared"
    one nothing is kept. Called before the sign-in, so that what follows it knows.
    """
    request.session.set_expiry(None if device == "own" else 0)
    if device == "shared":
        request.session[SHARED] = True
    else:
        request.session.pop(SHARED, None)


def is_shared(request: HttpRequest) -> bool:
    """Whether the user said at the sign-in that others use this device."""
    session = getattr(request, "session", None)
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and session is not None and session.get(SHARED))


def reader(request: HttpRequest) -> str:
    """The word: the same for a user on every page, "nobody" for anonymous users. The browser writes it down, so
    on a shared device it is one of the session, by which nobody is recognised later.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "nobody"
    if is_shared(request):
        return salted_hmac("market.core.reader.shared", request.session.session_key or "").hexdigest()[:16]
    return salted_hmac("market.core.reader", str(user.pk)).hexdigest()[:16]
