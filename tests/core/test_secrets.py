"""What a copy of the database opens: nothing. What a careless setting opens: the start is refused."""

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
    make_ready()
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(CommandError, match="6 stay"):
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
    assert again.getvalue().count(": 0 sealed anew") == 6


def rotate(settings, *, is_named):
    """Another SECRET_KEY, the one before named or not."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if is_named else []
    settings.SECRET_KEY = "another key, of fifty characters, as after a rotation"


def test_secrets_of_webhooks_stay_when_the_key_changes(carla, settings):
    endpoint = create_endpoint(by=carla, url="https://example.org/hook", events=[EVENT])
    secret = endpoint.secret
    assert secret not in endpoint.sealed
    before = derived_secret("salt")  # of an endpoint from before they were kept
    old = Endpoint.objects.create(user=carla, url=endpoint.url, events=[], salt="salt", created_at=endpoint.created_at)
    import_module("market.integrations.migrations.0004_sealed_secrets").seal_all(apps, None)
    rotate(settings, is_named=True)
    call_command("reseal_secrets", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    assert [Endpoint.objects.get(pk=each.pk).secret for each in (endpoint, old)] == [secret, before]


def test_addresses_and_traces_of_before_are_known_when_the_key_before_is_named_no_more(carla, omar, settings):
    audit("address.changed", by=carla, on=carla, mark=address_mark("carla.before@demo.test"))
    record_hint(user=carla, kind="device", mark="one")
    assert carla.hints.get().mark == salted_hmac(HINTS, "device:one", algorithm="sha256").hexdigest()[:32]
    rotate(settings, is_named=True)
    call_command("reseal_secrets", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    record_hint(user=omar, kind="device", mark="one")
    assert own_address(carla)("Carla.Before@demo.test")
    assert omar.hints.get().mark == carla.hints.get().mark


def test_a_key_that_was_changed_without_the_one_before_is_noticed(carla, page, settings, caplog):
    endpoint = create_endpoint(by=carla, url="https://example.org/hook", events=[EVENT])
    signing_key(), push_key()
    make_ready()
    assert CHECKS["secret_key"]() == ""
    rotate(settings, is_named=False)
    make_ready()
    assert "SECRET_KEY was changed" in caplog.text
    assert "SECRET_KEY_FALLBACKS" in CHECKS["secret_key"]()
    shown = page(language="bn").get("/badges/status/1/")
    assert shown.status_code == 503
    assert "একটি চাবি নেই" in shown.content.decode()
    assert address_mark("who@demo.test")  # what can go on does
    call_command("reseal_secrets", forget_lost=True, stdout=StringIO())
    assert CHECKS["secret_key"]() == ""
    assert page().get("/badges/status/1/").status_code == 200
    assert Endpoint.objects.get(pk=endpoint.pk).secret.startswith("whsec_")
    assert opened(push_key().private, PUSH)


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
