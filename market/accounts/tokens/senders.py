"""Who sends, looked up below the views: whether a large body is taken in at all."""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db.models import Q
from knox.crypto import hash_token
from knox.models import AuthToken

from market.accounts.sign_in.ended_sessions import last_on
from market.accounts.sign_in.kept_forms import is_closed_place
from market.core.base import clock
from market.core.web.clients import device_in


def may_send_files(headers: Iterable[tuple[bytes, bytes]], path: str) -> bool:
    """Whether a request with these headers may bring files to where files are taken.

    Who is signed in may. So may a browser whose session has ended by itself: the words beside the files are kept for
    who wrote them, where words are kept.
    """
    named = {name.lower(): value for name, value in headers}
    scheme, _, token = named.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        return _holds(token.strip().decode("latin-1"))
    cookies = _cookies(named.get(b"cookie", b""))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if key and SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key):
        return True
    return not is_closed_place(path) and last_on(device_in(cookies)) is not None


def _cookies(header: bytes) -> dict[str, str]:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header.decode("latin-1"))
    except CookieError:
        return {}
    return {name: each.value for name, each in cookies.items()}


def _holds(token: str) -> bool:
    now = clock.wall()
    holds = Q(expiry=None) | Q(expiry__gt=now)
    listed = AuthToken.objects.filter(holds, grant__isnull=False, user__is_active=True)
    return token.isascii() and listed.filter(digest=hash_token(token)).exists()
