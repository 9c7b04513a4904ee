"""Pages to sign in by a code that is sent to a phone number. Which code a browser asked for stands in its session."""

from typing import Any

from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from market.accounts.phone import sign_in_actions
from market.accounts.phone.forms import AskPhoneCodeForm, PhoneCodeForm
from market.accounts.phone.numbers import require_sms
from market.core.text.phone_numbers import format_phone
from market.core.web.middleware import note_device

ASKED = "phone_code"  # in a session: the key of the code's row, and what was said of the device


@never_cache
def ask_phone_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code by SMS: the page, and the button beside the password on the page of the sign-in."""
    require_sms()
    if request.user.is_authenticated:
        return redirect(_following(request))
    form = AskPhoneCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            before: dict[str, Any] = request.session.get(ASKED, {})
            row = sign_in_actions.ask_sign_in_code(number=form.cleaned_data["login"], replacing=before.get("code"))
            request.session[ASKED] = {"code": row.pk, "device": form.cleaned_data["device"]}
            if before:
                messages.success(request, _("A new code is on its way. Only this one counts."))
            return redirect(_with_next(request, "enter_phone_code"))
    return render(request, "accounts/ask_phone_code.html", {"form": form, **_next(request)}, status=form.status)


@never_cache
def enter_phone_code(request: HttpRequest) -> HttpResponse:
    """Enter the code. What follows is what follows a password: the second factor, the device, the way on."""
    require_sms()
    if request.user.is_authenticated:
        return redirect(_following(request))
    pending: dict[str, Any] | None = request.session.get(ASKED)
    if pending is None:
        return redirect(_with_next(request, "ask_phone_code"))
    form = PhoneCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            user = sign_in_actions.use_sign_in_code(code_id=pending["code"], **form.cleaned_data)
            del request.session[ASKED]
            note_device(request, pending["device"])
            signed_in: HttpResponse = perform_login(request, user, redirect_url=get_next_redirect_url(request))
            return signed_in
    waiting = sign_in_actions.waiting_number(pending["code"])
    context = {
        "form": form,
        "waiting": waiting,
        "number": format_phone(waiting) if waiting else "",
        "device": pending["device"],
        "minutes": settings.LIFECYCLE.sms_code_minutes,
        **_next(request),
    }
    return render(request, "accounts/enter_phone_code.html", context, status=form.status)


def _next(request: HttpRequest) -> dict[str, str]:
    return {"next": get_next_redirect_url(request) or ""}


def _with_next(request: HttpRequest, page: str) -> str:
    place = _next(request)["next"]
    return f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: place})}" if place else reverse(page)


def _following(request: HttpRequest) -> str:
    return _next(request)["next"] or settings.LOGIN_REDIRECT_URL
