"""Secrets are encrypted in the database, keys can be rotated, and unsafe settings refuse the start."""

from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils.crypto import salted_hmac

from market.accounts.address.digests import address_mark, own_address
from market.accounts.privacy.sealing_actions import reseal_factor
from market.core.base import env
from market.core.base.audit import audit
from market.core.base.sealing import opened, sealed
from market.core.base.site_keys import HINTS, make_ready
from market.integrations.actions import create_endpoint
from market.integrations.models import Endpoint, derived_secret
from market.integrations.webhook_events import choices
from market.moderation.cases.trace_actions import record_hint
from market.notifications.channels.device_actions import PUSH, push_key
from market.runtime.health import CHECKS
from market.training.badges.actions import BADGES, signing_key
from tests.accounts.test_pages import SECRET, code

EVENT = choices()[0][0]


def test_totp_secrets_and_signing_keys_are_encrypted_in_the_database(mitu):
    TOTP.activate(mitu, SECRET)
    factor = Authenticator.objects.get()
    assert SECRET not in str(factor.data)
    assert TOTP(factor).validate_code(code())
    assert "PRIVATE" not in signing_key().private_pem
    assert push_key().private.startswith("sealed:")


def test_unencrypted_totp_secret_still_validates(mitu):
    factor = Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    assert TOTP(factor).validate_code(code())


def test_used_totp_code_is_refused_in_every_process(mitu):
    TOTP.activate(mitu, SECRET)
    factor, shown = TOTP(Authenticator.objects.get()), code()
    assert factor.validate_code(shown)
    cache.clear()  # like the memory of another process
    assert not factor.validate_code(shown)
    assert not factor.validate_code(f"{shown[:3]} {shown[3:]}")


def test_rotated_secret_key_decrypts_only_with_its_fallback(settings):
    ciphertext = sealed("word", "test")
    assert sealed(ciphertext, "test") == ciphertext
    old_key, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(InvalidToken):
        opened(ciphertext, "test")
    settings.SECRET_KEY_FALLBACKS = [old_key]
    assert opened(ciphertext, "test") == "word"


def test_resealed_secrets_need_no_fallback_key(mitu, settings):
    TOTP.activate(mitu, SECRET)
    RecoveryCodes.activate(mitu)
    recovery_codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    keys = opened(signing_key().private_pem, BADGES), opened(push_key().private, PUSH)
    make_ready()
    old_key, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(CommandError, match="7 stay"):
        call_command("reseal_secrets", stdout=StringIO(), stderr=StringIO())
    settings.SECRET_KEY_FALLBACKS = [old_key]
    assert reseal_factor(factor_id=Authenticator.objects.get(type="totp").pk)  # as if the command was interrupted here
    output = StringIO()
    call_command("reseal_secrets", stdout=output)
    assert "Second factors: 1 sealed anew" in output.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code())
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == recovery_codes
    assert (opened(signing_key().private_pem, BADGES), opened(push_key().private, PUSH)) == keys
    call_command("reseal_secrets", stdout=(again := StringIO()))
    assert again.getvalue().count(": 0 sealed anew") == 7


def rotate_secret_key(settings, *, is_named):
    """Change SECRET_KEY, with or without the old one in SECRET_KEY_FALLBACKS."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if is_named else []
    settings.SECRET_KEY = "another key, of fifty characters, as after a rotation"


def test_webhook_secrets_survive_a_key_rotation(carla, settings):
    endpoint = create_endpoint(by=carla, url="https://example.org/hook", events=[EVENT])
    secret = endpoint.secret
    assert secret not in endpoint.sealed
    before = derived_secret("salt")  # of an endpoint from before secrets were stored
    old = Endpoint.objects.create(user=carla, url=endpoint.url, events=[], salt="salt", created_at=endpoint.created_at)
    import_module("market.integrations.migrations.0004_sealed_secrets").seal_all(apps, None)
    rotate_secret_key(settings, is_named=True)
    call_command("reseal_secrets", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    assert [Endpoint.objects.get(pk=each.pk).secret for each in (endpoint, old)] == [secret, before]


def test_address_digests_and_hints_survive_a_key_rotation(carla, omar, settings):
    audit("address.changed", by=carla, on=carla, mark=address_mark("carla.before@demo.test"))
    record_hint(user=carla, kind="device", mark="one")
    assert carla.hints.get().mark == salted_hmac(HINTS, "device:one", algorithm="sha256").hexdigest()[:32]
    rotate_secret_key(settings, is_named=True)
    call_command("reseal_secrets", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    record_hint(user=omar, kind="device", mark="one")
    assert own_address(carla)("Carla.Before@demo.test")
    assert omar.hints.get().mark == carla.hints.get().mark


def test_key_rotation_without_fallback_fails_the_health_check(carla, page, settings, caplog):
    endpoint = create_endpoint(by=carla, url="https://example.org/hook", events=[EVENT])
    signing_key(), push_key()
    make_ready()
    assert CHECKS["secret_key"]() == ""
    rotate_secret_key(settings, is_named=False)
    make_ready()
    assert "SECRET_KEY was changed" in caplog.text
    assert "SECRET_KEY_FALLBACKS" in CHECKS["secret_key"]()
    shown = page(language="bn").get("/badges/status/1/")
    assert shown.status_code == 503
    assert "একটি চাবি নেই" in shown.content.decode()
    assert address_mark("who@demo.test")  # works without the old key
    call_command("reseal_secrets", forget_lost=True, stdout=StringIO())
    assert CHECKS["secret_key"]() == ""
    assert page().get("/badges/status/1/").status_code == 200
    assert Endpoint.objects.get(pk=endpoint.pk).secret.startswith("whsec_")
    assert opened(push_key().private, PUSH)


def test_lost_key_validates_no_totp_code(mitu, settings):
    TOTP.activate(mitu, SECRET)
    settings.SECRET_KEY = "another"
    assert not TOTP(Authenticator.objects.get()).validate_code(code())


@pytest.mark.parametrize("value", ["short", "a" * 60, ""])
def test_weak_secret_key_is_improperly_configured(monkeypatch, value):
    monkeypatch.setenv("SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret("SECRET_KEY", "it signs.")


def test_allowed_hosts_refuse_a_wildcard(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example,*")
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        env.hosts("ALLOWED_HOSTS", "name them.")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example")
    assert env.hosts("ALLOWED_HOSTS", "name them.") == ["a.example", "b.example"]


def test_sign_out_sends_clear_site_data_and_pages_a_permissions_policy(carla, page):
    browser = page(carla)
    assert "camera=()" in browser.get("/")["Permissions-Policy"]
    assert "Clear-Site-Data" not in browser.get("/settings/")
    assert browser.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_security_txt_names_a_contact(page, db):
    shown = page().get("/.well-known/security.txt")
    assert shown["Content-Type"].startswith("text/plain")
    assert "Contact: mailto:" in shown.content.decode()
