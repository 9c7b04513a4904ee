"""Somebody is back from Google: signed in, led to the form of a new account, connected, or told why not.

What was wanted stands in the state, which allauth keeps in the session of the browser that began, for ten minutes and
once: `process`, `next` (where to go on), and our own `data`: what was said of the device, and who was signed in.
"""

import logging
from datetime import timedelta
from enum import StrEnum
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from market.accounts.google.accounts import GOOGLE, google_of, is_confirmed
from market.accounts.google.actions import connect_google
from market.accounts.google.identities import Identity
from market.accounts.models import User
from market.accounts.sign_in.second_factor import has_factor
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.web.middleware import note_device

log = logging.getLogger(__name__)
JOINING = "google_joining"  # in a session: who is about to make an account, and where to go on
CONNECTING = "google_connecting"  # in a session: what is connected once this sign-in is complete
FOR = timedelta(hours=1)


class Process(StrEnum):
    """What somebody wants of Google."""

    SIGN_IN = "login"
    CONNECT = "connect"
    PROVE = "prove"


def answer_failure(
    request: HttpRequest,
    *,
    state: dict[str, Any] | None,
    is_declined: bool,
    is_down: bool,
    exception: Exception | None,
) -> HttpResponse:
    """Back where it began, with a sentence. Without a state it was begun in another browser, used or too long ago."""
    if state is None:
        text = _("Signing in with Google took too long, or was opened in another browser. Please start again.")
    elif is_declined:
        return refuse(request, _("Sign-in with Google was cancelled. Nothing is changed."), state, messages.INFO)
    elif is_down:
        log.warning("Google does not answer: %s", exception)
        text = _("Google does not answer just now. Try again later, or sign in another way.")
    else:
        log.warning("Google's answer is refused: %s", exception)
        text = _("Google's answer could not be trusted, so nothing is changed. Try again, or sign in another way.")
    return refuse(request, text, state or {})


def refuse(request: HttpRequest, text: str, state: dict[str, Any], level: int = messages.ERROR) -> HttpResponse:
    """Back where it began: to the settings, or to the sign-in, which leads on as it was to."""
    messages.add_message(request, level, text)
    if request.user.is_authenticated:
        return redirect("google" if state.get("process") == Process.CONNECT else following(request, state))
    place = state.get("next") or ""
    page = reverse("account_login")
    return redirect(f"{page}?{urlencode({REDIRECT_FIELD_NAME: place})}" if place else page)


def following(request: HttpRequest, state: dict[str, Any]) -> str:
    """Where to go on: it was checked when it went into the state."""
    return str(state.get("next") or reverse(settings.LOGIN_REDIRECT_URL))


def answer_identity(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """What follows for whoever Google says it is."""
    identity, state = Identity.of(login.claims), login.state
    account = login.account if login.account.pk else None
    if not identity.is_verified:
        text = _(
            "Google has not confirmed the e-mail address of this account. Confirm it there first, or sign in here."
        )
        return refuse(request, text, state)
    if state["process"] != Process.SIGN_IN:
        user = request.user
        if not isinstance(user, User) or user.pk != state["data"]["user"]:
            return refuse(request, _("Another account is signed in here now. Please start again."), state)
        act = _connect if state["process"] == Process.CONNECT else _prove
        return act(request, user, identity, account, state)
    if request.user.is_authenticated:
        return redirect(following(request, state))
    return _sign_in(request, identity, account, state)


def _connect(
    request: HttpRequest, user: User, identity: Identity, account: SocialAccount | None, state: dict[str, Any]
) -> HttpResponse:
    try:
        connect_google(by=user, uid=identity.uid, email=identity.email, in_settings=True)
    except DomainError as refusal:
        return refuse(request, str(refusal), state)
    messages.success(request, _("Google is connected. You can sign in with it from now on."))
    return redirect("google")


def _prove(
    request: HttpRequest, user: User, identity: Identity, account: SocialAccount | None, state: dict[str, Any]
) -> HttpResponse:
    if account is None or account.user_id != user.pk:
        return refuse(request, _("This Google account is not the one of your account here."), state)
    record_authentication(request, user, "socialaccount", provider=GOOGLE, uid=identity.uid)
    return redirect(following(request, state))


def _sign_in(
    request: HttpRequest, identity: Identity, account: SocialAccount | None, state: dict[str, Any]
) -> HttpResponse:
    user = User.objects.filter(pk=account.user_id).first() if account else User.objects.at(identity.email).first()
    is_new = user is None or (account is None and user.is_active and not is_confirmed(user))
    if user is None or is_new:
        return _begin_joining(request, identity, state)
    if not user.is_active:
        return redirect("account_inactive")
    if account is None and not _may_connect(user, identity):
        text = _("There is an account with this address. Sign in as usual, then connect Google in the settings.")
        return refuse(request, text, state)
    if user.is_staff and not has_factor(user):
        text = _("Staff set up a second factor first: sign in with your password.")
        return refuse(request, text, state)
    if account is None:
        request.session[CONNECTING] = {"user": user.pk, "uid": identity.uid, "email": identity.email, "until": _until()}
    return sign_in(request, user, identity.uid, state)


def _may_connect(user: User, identity: Identity) -> bool:
    """Whether the same address is enough to connect Google with an existing account, without proof of our own."""
    return not user.is_staff and not user.is_google_disconnected and identity.is_authoritative and not google_of(user)


def sign_in(request: HttpRequest, user: User, uid: str, state: dict[str, Any]) -> HttpResponse:
    """What follows is what follows a password: the second factor, the device, the way on."""
    note_device(request, str((state.get("data") or {}).get("device", "")))
    record_authentication(request, user, "socialaccount", provider=GOOGLE, uid=uid)
    signed_in: HttpResponse = perform_login(request, user, redirect_url=state.get("next"))
    return signed_in


def connect_after_sign_in(request: HttpRequest, user: User) -> None:
    """Connect the Google account by which this sign-in began, now that the second factor is done too."""
    pending: dict[str, Any] | None = request.session.pop(CONNECTING, None)
    if pending is None or pending["user"] != user.pk or is_over(pending):
        return
    try:
        connect_google(by=user, uid=pending["uid"], email=pending["email"], in_settings=False)
    except DomainError as refusal:
        messages.error(request, str(refusal))


def _begin_joining(request: HttpRequest, identity: Identity, state: dict[str, Any]) -> HttpResponse:
    pending = {"uid": identity.uid, "email": identity.email, "name": identity.name[:100], "until": _until()}
    request.session[JOINING] = {**pending, "state": {"next": state.get("next"), "data": state.get("data")}}
    return redirect("join_by_google")


def _until() -> str:
    return (clock.wall() + FOR).isoformat()


def is_over(pending: dict[str, Any]) -> bool:
    """Whether what waits in a session waits too long."""
    return bool(pending["until"] <= clock.wall().isoformat())
