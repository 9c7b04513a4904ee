"""A form that was sent after the session had ended, or while a second factor was due, is not lost.

It waits in the session of the browser for the person who wrote it, for an hour. After signing in they see what they
wrote and send it with one press, or go back to the page, whose form is filled again. Passwords, codes and files are not
kept. A view says with `kept_as` in words what its press will do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.ended_sessions import last_on
from market.core.base import clock
from market.core.web.clients import device_cookie
from market.core.web.forms import typed_before

KEPT = "kept_form"
REFILL = "refill"  # in the address of the page whose form is to be filled again
FOR, NEWCOMER_FOR = timedelta(hours=1), timedelta(days=1)
MOST = 200_000  # characters
SECRET = re.compile(r"passw|code|otp|token|secret|credential|(^|_)key$|^next$", re.IGNORECASE)
CLOSED = (
    *("/accounts/", "/settings/tokens/", "/settings/webhooks/", "/settings/address/", "/settings/phone/"),
    *("/settings/google/", "/settings/close/", "/claim/"),
)
PROVING = ("/settings/tokens/",)  # kept for who is signed in and asked for proof: nobody else comes to that browser
SIGN_IN_PAGES = ("account_login", "account_reauthenticate", "mfa_reauthenticate", "confirm_google")


@dataclass(frozen=True)
class KeptAct:
    """What a press on the page of a kept form does, in words. What `goes_on` is harmless to do: a browser with scripts
    presses by itself, the first time the page is shown."""

    title: str
    button: str
    facts: list[str] = field(default_factory=list)
    goes_on: bool = False


Describe = Callable[[MemberRequest, QueryDict], KeptAct | None]


def kept_as(describe: Describe) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For views that ask for proof: how the page of the kept form names the act, from the fields that were sent."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.describe_kept = describe  # type: ignore[attr-defined]
        return view

    return decorate


class KeptFormMiddleware:
    """Stores a form where the answer is a sign-in page, which then leads to the page that offers to send the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and REFILL in request.GET:
            return self.refill(request)
        if request.method != "POST" or is_closed(request):
            return self.get_response(request)
        if request.user.is_authenticated and request.session.get(KEPT, {}).get("place") == request.get_full_path():
            del request.session[KEPT]  # it is being sent now
        response = self.get_response(request)
        target_page = response.headers.get("Location", "").partition("?")[0]
        if response.status_code != 302 or target_page not in map(reverse, SIGN_IN_PAGES):
            return response
        if not store_form(request):
            if not request.user.is_authenticated and _plain_fields(request):
                messages.info(request, _("You are not signed in, so it was not sent. Sign in, then send it again."))
            return response
        target = f"{target_page}?{urlencode({'next': reverse('kept_form')})}"
        return HttpResponseClientRedirect(target) if getattr(request, "htmx", False) else redirect(target)

    def refill(self, request: HttpRequest) -> HttpResponse:
        """The page from which the form was sent, filled with what was typed. Where that was the answer to a form that
        was wrong before, it is the page above, to which its address leads back.
        """
        stored = stored_form_of(request)
        if stored is None or not urlsplit(stored["before"]).path.startswith(request.path):
            return self.get_response(request)
        token = typed_before.set(fields_of(stored))
        try:
            response = self.get_response(request)
        finally:
            typed_before.reset(token)
        response["Cache-Control"] = "private, no-store"
        return response


def stored_form_of(request: HttpRequest) -> dict[str, Any] | None:
    """What the session holds for whoever is signed in; None when nothing is, or its hour is over."""
    stored: dict[str, Any] | None = request.session.get(KEPT)
    if stored is None or stored["writer"] != request.user.pk or datetime.fromisoformat(stored["until"]) <= clock.wall():
        return None
    return stored


def fields_of(stored: dict[str, Any]) -> QueryDict:
    """The kept fields as they were sent."""
    fields = QueryDict(mutable=True)
    for name, value in stored["fields"]:
        fields.appendlist(name, value)
    return fields


def is_closed(request: HttpRequest) -> bool:
    """Whether nothing is kept of this, since it is about keys or sent by programs."""
    if request.user.is_authenticated and request.path in PROVING:
        return False
    return is_closed_place(request.path)


def is_closed_place(path: str) -> bool:
    """Whether nothing is kept of what is sent there by somebody who is not signed in."""
    return path.startswith((*CLOSED, "/api/"))


def store_form(request: HttpRequest) -> bool:
    """Keep what was sent for who wrote it; whether it could be."""
    writer = request.user.pk if request.user.is_authenticated else last_on(device_cookie(request))
    sent = _plain_fields(request)
    is_button = request.user.is_authenticated  # a button without a field asks for proof too, and is pressed once more
    if writer is None or not (sent or is_button) or sum(len(name) + len(value) for name, value in sent) > MOST:
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


def was_signed_in(request: HttpRequest) -> bool:
    """Whether nobody is signed in now, and the last one who was on this device may be the one who sends the form."""
    return not request.user.is_authenticated and last_on(device_cookie(request)) is not None


def keep_for_newcomer(request: HttpRequest, text: str) -> HttpResponse:
    """Keep what a visitor wrote for whoever signs up or in next in this browser, within a day, and lead to the sign-up,
    where `text` says so. From there it leads back to the form, filled again. Files are not kept.
    """
    request.session[KEPT] = {
        "writer": None,
        "place": request.get_full_path(),
        "before": request.path,
        "fields": _plain_fields(request),
        "has_files": bool(request.FILES),
        "until": (clock.wall() + NEWCOMER_FOR).isoformat(),
        "goes_on": not request.FILES,
    }
    messages.info(request, text)
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': f'{request.path}?{REFILL}=1'})}")


def goes_on(request: HttpRequest) -> bool:
    """Whether what a visitor wrote is shown to them as a member for the first time. It was whole when they sent it:
    a browser with scripts sends it once more by itself.
    """
    stored = stored_form_of(request)
    if stored is None or not stored.get("goes_on"):
        return False
    request.session[KEPT] = {**stored, "goes_on": False}
    return True


def _plain_fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if _is_plain(name)]


def _is_plain(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and not SECRET.search(name)


def drop_form_of_others(request: HttpRequest, user: Any) -> None:
    """After a sign-in: what somebody else wrote is forgotten, and the hour of keeping no longer ends the session."""
    stored = request.session.get(KEPT)
    if stored is None:
        return
    if request.session.get_expiry_age() == int(FOR.total_seconds()):
        request.session.set_expiry(None)
    if stored["writer"] is None:  # by `keep_for_newcomer`
        request.session[KEPT] = {**stored, "writer": user.pk}
    elif stored["writer"] != user.pk:
        del request.session[KEPT]


@signed_in
def kept_form(request: MemberRequest) -> HttpResponse:
    """What the user wrote, to be sent with one press, or thrown away."""
    stored = stored_form_of(request)
    if stored is None:
        request.session.pop(KEPT, None)
        messages.info(request, _("Nothing waits to be sent: it was sent already, or its hour is over."))
        return redirect("work")
    if request.method == "POST":
        del request.session[KEPT]
        messages.success(request, _("It is deleted."))
        return redirect(stored["before"])
    texts = [value for _name, value in stored["fields"] if " " in value.strip()]
    mark = "&" if "?" in stored["before"] else "?"
    act = act_of(request, stored)
    goes_on = act is not None and act.goes_on and "shown" not in stored
    request.session[KEPT] = {**stored, "shown": True}
    context = {
        "goes_on": goes_on,
        "kept": stored,
        "texts": texts,
        "act": act,
        "back": f"{stored['before']}{mark}{REFILL}=1",
    }
    response = render(request, "accounts/kept_form.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def act_of(request: MemberRequest, stored: dict[str, Any]) -> KeptAct | None:
    """What the view says that the press will do; a button without fields is at least pressed once more."""
    try:
        view = resolve(urlsplit(stored["place"]).path).func
    except Resolver404:
        return None
    describe: Describe | None = getattr(view, "describe_kept", None)
    act = describe(request, fields_of(stored)) if describe else None
    if act is None and not stored["fields"]:
        return KeptAct(_("Confirm once more"), _("Confirm once more"))
    return act
