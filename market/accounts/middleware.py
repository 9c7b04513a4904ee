"""Per request: who reads (language and digits), and the second factor that staff must have."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from market.core.text.locale import BANGLA, override

Respond = Callable[[HttpRequest], HttpResponse]
VISIT_LANGUAGE = "language"  # in the session: what a link turned this visit to, whatever the user's setting


class LanguageMiddleware:
    """The reader of a request. Pages: the visit's language, else the setting, else the cookie, else Accept-Language.
    The API: Accept-Language, else the user's setting. The user's digits in both.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = choose(request)
        digits = request.user.digits if request.user.is_authenticated else BANGLA
        with override(language, digits):
            response = self.get_response(request)
            language = get_language() or language  # a token's person was not known before
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def choose(request: HttpRequest) -> str:
    """The language of a request: "en" or "bn"."""
    setting = request.user.language if request.user.is_authenticated else None
    accepted_language = accepted(request.headers.get("Accept-Language", ""))
    if request.path.startswith("/api/"):
        return accepted_language or setting or settings.LANGUAGE_CODE
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    cookie_language = cookie if cookie in dict(settings.LANGUAGES) else None
    visit = request.session.get(VISIT_LANGUAGE) if setting else None
    return visit or setting or cookie_language or accepted_language or settings.LANGUAGE_CODE


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
