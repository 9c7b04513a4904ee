"""Pages that are the same for everybody who is not signed in: made once in ten seconds, cached between.

A view says so by `same_for_all`. Only pages of text are such: what shows people or jobs is made anew each time, since
nobody may be seen after having been hidden. What they say of time is in the site's time zone.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import trans_real

from market.core.text.locale import set_zone
from market.core.web.caches import key_of, local
from market.core.web.clients import PLAIN_COOKIE
from market.core.web.middleware import encoding_of

SECONDS = 10
# Cookies that change no such page.
HARMLESS = {
    settings.LANGUAGE_COOKIE_NAME,
    settings.TIME_ZONE_COOKIE_NAME,
    settings.CSRF_COOKIE_NAME,
    settings.DEVICE_COOKIE_NAME,
    PLAIN_COOKIE,
}
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
        if not request.user.is_authenticated:
            set_zone("")
        return view(request, *args, **kwargs)

    return marked


class PlainPagesMiddleware:
    """Stands before all others: a page that is kept costs none of them."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not HARMLESS.issuperset(request.COOKIES) or "HTTP_HX_REQUEST" in request.META:
            return self.get_response(request)
        pages, key = local("pages"), key_of(*_dependencies(request))
        page = pages.get(key)
        if page is not None:
            return _answer(request, *page)
        response = self.get_response(request)
        if request.META.get("SAME_FOR_ALL") and response.status_code == 200 and not response.cookies:
            pages.set(key, (response.content, dict(response.headers)), SECONDS)
        return response


def _answer(request: HttpRequest, content: bytes, headers: dict[str, str]) -> HttpResponse:
    """The page as it goes over the line, compressed as the browser asked; or that the browser has it already."""
    if headers.get("ETag") in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={name: headers[name] for name in headers if name not in NOT_IN_304})
    return HttpResponse(content, headers=headers)


def _dependencies(request: HttpRequest) -> tuple[str, ...]:
    """All that such a page depends on."""
    wanted = trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    languages = [code[:2] for code, _ in wanted if code[:2] in dict(settings.LANGUAGES) or code == "*"]
    return (
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.get_full_path(),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        languages[0] if languages else "",
        encoding_of(request),
        request.headers.get("Save-Data", ""),
    )
