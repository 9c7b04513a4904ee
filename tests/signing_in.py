"""What a sign-in of this moment leaves behind, for tests that do not go through the door."""

from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from knox.models import AuthToken

from market.accounts.models import ApiToken, User
from market.accounts.sign_in.sessions import SessionStore
from market.accounts.tokens.scopes import ALL
from market.core.base import clock

BACKEND = "market.accounts.backends.SignInBackend"


def sign_in(browser: Client, user: User) -> None:
    """Give the browser a session in which the user gave their password just now, and staff their second factor.

    Four statements; Django's `force_login` takes twelve, and nearly every test of a page signs somebody in.
    """
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": clock.wall().timestamp()}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    if user.is_staff:
        session["second_factor"] = True
    session.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def fresh_token(user: User) -> AuthToken:
    """A token with which she proved just now who she is; it stands in no table."""
    token = AuthToken(user=user, digest="")
    ApiToken(token=token, user=user, scopes=[ALL], proved_at=clock.wall())
    return token
