"""Who sends, looked up below the views: whether a large body is taken in at all."""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db.models import Q
from knox.crypto import hash_token
from knox.models import AuthToken

from market.core import clock


def is_signed_in(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether these headers of a request carry a session in which somebody is signed in, or a token that holds."""
    named = {name.lower(): value for name, value in headers}
    scheme, _, token = named.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        return _holds(token.strip().decode("latin-1"))
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(named.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return False
    key = cookies[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in cookies else ""
    return bool(key) and SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)


def _holds(token: str) -> bool:
    now = clock.wall()
    holds = Q(expiry=None) | Q(expiry__gt=now)
    listed = AuthToken.objects.filter(holds, grant__isnull=False, user__is_active=True)
    return token.isascii() and listed.filter(digest=hash_token(token)).exists()
