"""Pages that are the same for everybody who is not signed in: made once in ten seconds, answered from memory between.

A view says so by `same_for_all`. Only pages of text are such: what shows people or jobs is made anew each time, since
nobody may be seen after having been hidden.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import trans_real

from market.core.base import clock
from market.core.web.clients import PLAIN_COOKIE

KEPT = timedelta(seconds=10)
MOST = 500
# Cookies that change no such page.
HARMLESS = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME, PLAIN_COOKIE}
NOT_IN_304 = ("Content-Length", "Content-Type", "Content-Encoding", "Content-Language")
Respond = Callable[[HttpRequest], HttpResponse]
Given = ParamSpec("Given")


def same_for_all(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Mark a view whose page depends on nothing but its address and language, unless somebody is signed in."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        request.META["SAME_FOR_ALL"] = True
        return view(request, *args, **kwargs)

    return marked


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that was made: what goes over the line, compressed as the browser asked."""

    content: bytes
    headers: dict[str, str]
    until: datetime

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or that the browser has it already."""
        if self.headers.get("ETag") in parse_etags(request.headers.get("If-None-Match", "")):
            headers = {name: value for name, value in self.headers.items() if name not in NOT_IN_304}
            return HttpResponseNotModified(headers=headers)
        return HttpResponse(self.content, headers=self.headers)


class PlainPagesMiddleware:
    """Stands before all others: a page that is kept costs none of them."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.pages: dict[tuple[str, ...], Page] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not HARMLESS.issuperset(request.COOKIES) or "HTTP_HX_REQUEST" in request.META:
            return self.get_response(request)
        key = self._key(request)
        page = self.pages.get(key)
        if page is not None and page.until > clock.wall():
            return page.answer(request)
        response = self.get_response(request)
        if request.META.get("SAME_FOR_ALL") and response.status_code == 200 and not response.cookies:
            if len(self.pages) >= MOST:
                self.pages.clear()
            self.pages[key] = Page(response.content, dict(response.headers), clock.wall() + KEPT)
        return response

    def _key(self, request: HttpRequest) -> tuple[str, ...]:
        """All that such a page depends on."""
        wanted = trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        languages = [code[:2] for code, _ in wanted if code[:2] in dict(settings.LANGUAGES) or code == "*"]
        return (
            request.scheme or "",
            request.META.get("HTTP_HOST", ""),
            request.get_full_path(),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            languages[0] if languages else "",
            "gzip" if "gzip" in request.headers.get("Accept-Encoding", "") else "",
            request.headers.get("Save-Data", ""),
        )
