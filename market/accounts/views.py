"""Pages of an account that allauth does not bring."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from market.accounts.actions import change_settings
from market.accounts.decorators import MemberRequest, signed_in
from market.accounts.forms import SettingsForm


def set_language(request: HttpRequest, language: str) -> HttpResponse:
    """Turn to a language: kept in a cookie, and as her setting when she is signed in; then back to the page."""
    back = request.GET.get("next", "/")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.PRODUCTION
        )
        if request.user.is_authenticated and request.user.language != language:
            change_settings(by=request.user, language=language)
    return response


@signed_in
def account_settings(request: MemberRequest) -> HttpResponse:
    """Her names, language and digits, and the ways to password, second factor and data."""
    known = {name: getattr(request.user, name) for name in ("display_name", "name", "language", "digits")}
    form = SettingsForm(request.POST or None, initial=known)
    if form.is_valid():
        with form.refusing():
            change_settings(by=request.user, **form.cleaned_data)
            with translation.override(request.user.language):
                messages.success(request, _("Your settings are saved."))
            return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form}, status=form.status)
