"""The nightly job deletes expired sessions and tokens; those in use stay, sessions an hour longer for kept forms."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from market.accounts.models import ApiToken
from market.accounts.privacy import expiry_actions
from market.accounts.privacy.expiry_actions import forget_expired
from market.accounts.tokens.actions import create_api_token


def test_expired_sessions_and_tokens_are_deleted(carla, monkeypatch):
    monkeypatch.setattr(expiry_actions, "AT_ONCE", 2)
    for number, age in enumerate((-1, 1, 25, 26, 27)):
        expired_at = timezone.now() - timedelta(hours=age)
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=expired_at)
        create_api_token(by=carla, name=f"t{number}", scopes=["read"], days=30)
        AuthToken.objects.filter(grant__name=f"t{number}").update(expiry=expired_at)
    assert forget_expired() == 6
    assert set(Session.objects.values_list("session_key", flat=True)) == {"s0", "s1"}
    assert set(ApiToken.objects.values_list("name", flat=True)) == {"t0", "t1"}
    assert forget_expired() == 0
