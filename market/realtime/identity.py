"""Who opens a socket: by the session of a browser, or by a ticket."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user

from market.core.base import clock
from market.realtime.actions import use_ticket
from market.realtime.database import in_thread
from market.realtime.sockets import Credential
from market.realtime.watch import mark

if TYPE_CHECKING:
    from market.accounts.models import User

Identity = tuple["User", Credential]


async def identify(scope: dict[str, Any]) -> Identity | None:
    """The person and the credential of a connection; None for nobody. A ticket counts before a session."""
    await in_thread(clock.offset)  # read once, in a thread, what the loop will ask for
    tickets = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket")
    return await in_thread(_by_ticket, tickets[0]) if tickets else await in_thread(_by_session, _session_key(scope))


def _session_key(scope: dict[str, Any]) -> str:
    cookies = SimpleCookie()
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                continue
    cookie = cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def _by_ticket(ticket: str) -> Identity | None:
    used = use_ticket(ticket=ticket)
    if used is None:
        return None
    return used.user, Credential(mark(used.user.password), used.session_key, used.token_digest)


def _by_session(key: str) -> Identity | None:
    if not key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(cast(Any, SimpleNamespace(session=session)))
    if not user.is_authenticated or not _has_second_factor(user):
        return None
    return user, Credential(mark(user.password), session.session_key or "")


def _has_second_factor(user: "User") -> bool:
    """Staff without one see no page, and so have no socket."""
    return not user.is_staff or apps.get_model("mfa", "Authenticator").objects.filter(user=user).exists()
