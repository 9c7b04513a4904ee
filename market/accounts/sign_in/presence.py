"""What a browser carries of the device it is: a cookie of its own, and in its session which device it signed in on."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from market.accounts.models import User
from market.accounts.sign_in.device_actions import forget_device, note_sign_in, see_device
from market.accounts.sign_in.places import country_of
from market.accounts.sign_in.sessions import STARTED_AT
from market.core.base import clock
from market.core.web import clients
from market.core.web.clients import mark_of
from market.core.web.middleware import is_shared

KEPT = 400 * 86400
EVERY = timedelta(minutes=10)


def remember_device(request: HttpRequest, user: User) -> None:
    """Note the sign-in that just happened; a device without a cookie gets one with the answer.

    A shared device gets none, and one that it has is taken away: nobody is recognised on it later.
    """
    key = request.session.session_key or ""
    device = note_sign_in(
        by=user,
        mark=_forgotten(request, user) if is_shared(request) else _recognised(request),
        session_key=key,
        agent=request.headers.get("User-Agent", ""),
        country=country_of(request),
        network=clients.of(request).network,
    )
    request.session["device"] = [device.pk, key, clock.wall().isoformat()]
    request.session[STARTED_AT] = clock.wall().isoformat()


def _recognised(request: HttpRequest) -> str:
    """The mark of the device by its cookie, which it gets if it has none."""
    cookie = clients.device_cookie(request)
    if not 20 <= len(cookie) <= 100:
        cookie = secrets.token_urlsafe(32)
    if request.COOKIES.get(settings.DEVICE_COOKIE_NAME) != cookie:
        request.META["NEW_DEVICE"] = cookie
    return mark_of(cookie)


def _forgotten(request: HttpRequest, user: User) -> str:
    """No mark, and what recognised the user on this device until now is gone."""
    if cookie := clients.device_cookie(request):
        forget_device(by=user, mark=mark_of(cookie))
        request.META["NEW_DEVICE"] = ""
    return ""


class DeviceMiddleware:
    """Gives a new device its cookie, and notes every ten minutes that one was here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (session_device := request.session.get("device")):
            self._see(request, *session_device)
        response = self.get_response(request)
        if (cookie := request.META.get("NEW_DEVICE")) is not None:
            name, secure = settings.DEVICE_COOKIE_NAME, settings.PRODUCTION
            if cookie:
                response.set_cookie(name, cookie, max_age=KEPT, httponly=True, samesite="Lax", secure=secure)
            for old in {name, clients.PLAIN_COOKIE} & set(request.COOKIES):
                if old != name or not cookie:
                    response.delete_cookie(old, samesite="Lax")
        return response

    def _see(self, request: HttpRequest, device_id: int, session_key: str, at: str) -> None:
        key, instant = request.session.session_key or "", clock.wall()
        if key != session_key or instant - datetime.fromisoformat(at) > EVERY:
            see_device(device_id=device_id, session_key=key)
            request.session["device"] = [device_id, key, instant.isoformat()]
            request.session.setdefault(STARTED_AT, instant.isoformat())  # of a session from before there was a last day
