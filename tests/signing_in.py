"""What a sign-in of this moment leaves behind, for tests that do not go through the door."""

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from knox.models import AuthToken

from market.accounts.models import ApiToken, User
from market.accounts.tokens.scopes import ALL
from market.core.base import clock


def signed_in_now(browser: Client, user: User) -> None:
    """Her session says that she gave her password just now."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock.wall().timestamp()}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()


def fresh_token(user: User) -> AuthToken:
    """A token with which she proved just now who she is; it stands in no table."""
    token = AuthToken(user=user, digest="")
    ApiToken(token=token, user=user, scopes=[ALL], proved_at=clock.wall())
    return token
