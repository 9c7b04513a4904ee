"""What a copy of the database opens: nothing. What a careless setting opens: the start is refused."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from market.accounts.actions.sealing import reseal_factor
from market.core import env
from market.core.sealing import opened, sealed
from market.notifications.actions.devices import PUSH, push_key
from market.training.actions.badges import BADGES, signing_key
from tests.accounts.test_pages import SECRET, code


def test_secrets_of_factors_and_signing_keys_are_sealed_in_the_database(mitu):
    TOTP.activate(mitu, SECRET)
    factor = Authenticator.objects.get()
    assert SECRET not in str(factor.data)
    assert TOTP(factor).validate_code(code())
    assert "PRIVATE" not in signing_key().private_pem
    assert push_key().private.startswith("sealed:")


def test_a_factor_from_before_the_seal_still_counts(mitu):
    factor = Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    assert TOTP(factor).validate_code(code())


def test_a_used_code_is_used_in_every_process(mitu):
    TOTP.activate(mitu, SECRET)
    factor, shown = TOTP(Authenticator.objects.get()), code()
    assert factor.validate_code(shown)
    cache.clear()  # what another process has in its memory
    assert not factor.validate_code(shown)
    assert not factor.validate_code(f"{shown[:3]} {shown[3:]}")


def test_another_secret_key_opens_only_with_the_one_before_named(settings):
    kept = sealed("word", "test")
    assert sealed(kept, "test") == kept
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(InvalidToken):
        opened(kept, "test")
    settings.SECRET_KEY_FALLBACKS = [before]
    assert opened(kept, "test") == "word"


def test_what_is_sealed_anew_needs_the_key_before_no_more(mitu, settings):
    TOTP.activate(mitu, SECRET)
    RecoveryCodes.activate(mitu)
    shown = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    keys = opened(signing_key().private_pem, BADGES), opened(push_key().private, PUSH)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(CommandError, match="4 stay"):
        call_command("reseal_secrets", stdout=StringIO(), stderr=StringIO())
    settings.SECRET_KEY_FALLBACKS = [before]
    assert reseal_factor(factor_id=Authenticator.objects.get(type="totp").pk)  # as if it was stopped here
    said = StringIO()
    call_command("reseal_secrets", stdout=said)
    assert "Second factors: 1 sealed anew" in said.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code())
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == shown
    assert (opened(signing_key().private_pem, BADGES), opened(push_key().private, PUSH)) == keys
    call_command("reseal_secrets", stdout=(again := StringIO()))
    assert again.getvalue().count(": 0 sealed anew") == 4


def test_a_lost_key_makes_no_code_right(mitu, settings):
    TOTP.activate(mitu, SECRET)
    settings.SECRET_KEY = "another"
    assert not TOTP(Authenticator.objects.get()).validate_code(code())


@pytest.mark.parametrize("value", ["short", "a" * 60, ""])
def test_a_secret_key_that_can_be_guessed_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret("SECRET_KEY", "it signs.")


def test_a_site_names_its_hosts(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example,*")
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        env.hosts("ALLOWED_HOSTS", "name them.")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example")
    assert env.hosts("ALLOWED_HOSTS", "name them.") == ["a.example", "b.example"]


def test_the_browser_keeps_nothing_after_a_sign_out_and_lends_no_powers(carla, page):
    browser = page(carla)
    assert "camera=()" in browser.get("/")["Permissions-Policy"]
    assert "Clear-Site-Data" not in browser.get("/settings/")
    assert browser.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_who_found_a_hole_finds_an_address(page, db):
    shown = page().get("/.well-known/security.txt")
    assert shown["Content-Type"].startswith("text/plain")
    assert "Contact: mailto:" in shown.content.decode()
