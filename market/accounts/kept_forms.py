"""A form that was sent after the session had ended, or while a second factor was due, is not lost.

It waits in the session of the browser for the person who wrote it, for an hour. After signing in she sees what she
wrote and sends it with one press. Passwords, codes and files are not kept.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from market.accounts.decorators import MemberRequest, signed_in
from market.accounts.ended import last_on
from market.core import clock
from market.core.clients import device_cookie

KEPT = "kept_form"
FOR = timedelta(hours=1)
MOST = 200_000  # characters
SECRET = re.compile(r"passw|code|otp|token|secret|credential|(^|_)key$|^next$", re.IGNORECASE)
CLOSED = ("/accounts/", "/settings/tokens/", "/settings/webhooks/", "/settings/address/", "/settings/close/", "/claim/")
PROVING = ("/settings/tokens/",)  # kept for who is signed in and asked for proof: nobody else comes to that browser
DOORS = ("account_login", "account_reauthenticate", "mfa_reauthenticate")


class KeptFormMiddleware:
    """Keeps what was sent where the answer is a door, and leads from there to the page that offers to send it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or is_closed(request):
            return self.get_response(request)
        if request.user.is_authenticated and request.session.get(KEPT, {}).get("place") == request.get_full_path():
            del request.session[KEPT]  # it is being sent now
        response = self.get_response(request)
        door = response.headers.get("Location", "").partition("?")[0]
        if response.status_code != 302 or door not in map(reverse, DOORS) or not keep(request):
            return response
        target = f"{door}?{urlencode({'next': reverse('kept_form')})}"
        return HttpResponseClientRedirect(target) if getattr(request, "htmx", False) else redirect(target)


def is_closed(request: HttpRequest) -> bool:
    """Whether nothing is kept of this, since it is about keys or sent by programs."""
    if request.user.is_authenticated and request.path in PROVING:
        return False
    return is_closed_place(request.path)


def is_closed_place(path: str) -> bool:
    """Whether nothing is kept of what is sent there by somebody who is not signed in."""
    return path.startswith((*CLOSED, "/api/"))


def keep(request: HttpRequest) -> bool:
    """Keep what was sent for who wrote it; whether it could be."""
    writer = request.user.pk if request.user.is_authenticated else last_on(device_cookie(request))
    sent = [(name, value) for name, values in request.POST.lists() for value in values if _is_plain(name)]
    if writer is None or not sent or sum(len(name) + len(value) for name, value in sent) > MOST:
        return False
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    request.session[KEPT] = {
        "writer": writer,
        "place": request.get_full_path(),
        "before": before if ours else reverse("work"),
        "fields": sent,
        "has_files": bool(request.FILES),
        "until": (clock.wall() + FOR).isoformat(),
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(int(FOR.total_seconds()))
        messages.info(request, _("You were signed out meanwhile. What you wrote is kept: sign in to send it."))
    return True


def _is_plain(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and not SECRET.search(name)


def hand_over(request: HttpRequest, user: Any) -> None:
    """After a sign-in: what somebody else wrote is forgotten, and the hour of keeping no longer ends the session."""
    kept = request.session.get(KEPT)
    if kept is None:
        return
    if request.session.get("_session_expiry") == int(FOR.total_seconds()):
        request.session.set_expiry(None)
    if kept["writer"] != user.pk:
        del request.session[KEPT]


@signed_in
def kept_form(request: MemberRequest) -> HttpResponse:
    """What she wrote, to be sent with one press, or thrown away."""
    kept = request.session.get(KEPT)
    if kept is None or kept["writer"] != request.user.pk or datetime.fromisoformat(kept["until"]) <= clock.wall():
        request.session.pop(KEPT, None)
        messages.info(request, _("Nothing waits to be sent: it was sent already, or its hour is over."))
        return redirect("work")
    if request.method == "POST":
        del request.session[KEPT]
        messages.success(request, _("It is thrown away."))
        return redirect(kept["before"])
    texts = [value for _name, value in kept["fields"] if " " in value.strip()]
    response = render(request, "accounts/kept_form.html", {"kept": kept, "texts": texts})
    response["Cache-Control"] = "private, no-store"
    return response
