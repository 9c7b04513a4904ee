"""The stand-in for Google in tests: a browser goes there and comes back, and the site asks it over real HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from market.accounts.models import User
from tests.provider import Provider

LOGIN, CALLBACK, JOIN = "/accounts/google/login/", "/accounts/google/login/callback/", "/accounts/google/join/"
NEW = "nusrat@demo.test"


class GoogleDesk:
    """What a person does at Google."""

    def leave(self, browser: Client, page: str = LOGIN, **fields: str) -> str:
        """Press the button; returns the address of Google's page."""
        answer = browser.post(page, fields)
        assert answer.status_code == 302, answer.content.decode()
        assert answer.url.startswith("/sandbox/google/"), answer.url
        return str(answer.url)

    def choose(self, browser: Client, place: str, email: str = NEW, **fields: str) -> str:
        """Choose a made-up account; returns the address that leads back to the site."""
        sent = {"person": "other", "email": email, "name": "Nusrat Jahan", **fields}
        return str(browser.post(place, sent).url)

    def come(self, browser: Client, email: str = NEW, page: str = LOGIN, next: str = "", **fields: str) -> Any:
        """All of it; returns the site's answer to who is back."""
        place = self.leave(browser, page, **({"next": next} if next else {}))
        return browser.get(self.back(self.choose(browser, place, email, **fields)))

    def back(self, address: str) -> str:
        """Path and query of an address of the site."""
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"


def connect(user: User, uid: str = "7", email: str = "") -> SocialAccount:
    """A connected Google account."""
    extra = {"email": email or user.email}
    return SocialAccount.objects.create(user=user, provider="google", uid=uid, extra_data=extra)


@pytest.fixture
def google_desk(provider: Provider, settings: Any) -> Iterator[GoogleDesk]:
    """The stand-in, with the site set to talk to it."""
    base = provider.base.replace("/stripe", "/google")
    settings.GOOGLE_TOKEN_URL, settings.GOOGLE_KEYS_URL = f"{base}/token/", f"{base}/keys/"
    return GoogleDesk()
