"""Per request: who reads (language, digits and time zone), and the second factor that staff must have."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from market.core.base.time_zones import is_zone, plain_zone
from market.core.text.locale import BANGLA, override
from market.core.web.open_web import LANGUAGE_PARAMETER

Respond = Callable[[HttpRequest], HttpResponse]
VISIT_LANGUAGE = "language"  # in the session: what a link turned this visit to, whatever the user's setting


class LanguageMiddleware:
    """The reader of a request. Pages: the visit's language, else the setting, else the address (`?lang=bn`), else the
    cookie, else Accept-Language. The API: Accept-Language, else the user's setting. The user's digits and time zone in
    both; of who has said none, the zone that the browser's clock has.

    The language of an address holds for the pages after it too, in the cookie: who comes from a search engine reads on
    in the language that they searched in.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = choose(request)
        digits = request.user.digits if request.user.is_authenticated else BANGLA
        with override(language, digits, zone_of(request)):
            response = self.get_response(request)
            language = get_language() or language  # a token's person was not known before
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        is_kept = request.method != "GET" or request.user.is_authenticated
        if not is_kept and in_address(request) not in (None, in_cookie(request)):
            keep_language(response, language)
        return response


def choose(request: HttpRequest) -> str:
    """The language of a request: "en" or "bn"."""
    setting = request.user.language if request.user.is_authenticated else None
    accepted_language = accepted(request.headers.get("Accept-Language", ""))
    if request.path.startswith("/api/"):
        return accepted_language or setting or settings.LANGUAGE_CODE
    visit = request.session.get(VISIT_LANGUAGE) if setting else None
    chosen = visit or setting or in_address(request) or in_cookie(request)
    return chosen or accepted_language or settings.LANGUAGE_CODE


def zone_of(request: HttpRequest) -> str:
    """The name of the time zone of a request; "" where neither the user nor the browser has said one."""
    user = request.user
    return user.zone if user.is_authenticated and user.time_zone else zone_in_cookie(request)


def zone_in_cookie(request: HttpRequest) -> str:
    """The time zone of the browser's clock, as its cookie says; "" if there is none of that name."""
    name = request.COOKIES.get(settings.TIME_ZONE_COOKIE_NAME, "")
    return plain_zone(name) if is_zone(name) else ""


def in_address(request: HttpRequest) -> str | None:
    """The language that the address of a page names by `?lang=`; None if it names none of ours."""
    if f"{LANGUAGE_PARAMETER}=" not in request.META.get("QUERY_STRING", "") or request.path.startswith("/api/"):
        return None
    return _ours(request.GET.get(LANGUAGE_PARAMETER))


def in_cookie(request: HttpRequest) -> str | None:
    """The language in the cookie; None if that is none of ours."""
    return _ours(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))


def _ours(language: str | None) -> str | None:
    return language if language in dict(settings.LANGUAGES) else None


def keep_language(response: HttpResponse, language: str) -> None:
    """Keep the language for a year in the cookie of a browser where nobody is signed in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.PRODUCTION
    )


def accepted(header: str) -> str | None:
    """The first of our languages in an Accept-Language header."""
    for code, _quality in parse_accept_lang_header(header):
        if code == "*":
            return None
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return None


class SecondFactorMiddleware:
    """Staff without a second factor are led to set one up before they see anything else."""

    OPEN = ("/accounts/", "/language/", "/static/", "/healthz", "/readyz", "/api/")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and request.user.is_staff
            and not request.path.startswith(self.OPEN)
            and not has_second_factor(request)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has set one up; remembered in the session once true."""
    if request.session.get("second_factor"):
        return True
    has_factor = request.user.is_authenticated and Authenticator.objects.filter(user=request.user).exists()
    if has_factor:
        request.session["second_factor"] = True
    return bool(has_factor)
