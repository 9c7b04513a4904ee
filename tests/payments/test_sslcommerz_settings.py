"""The configuration of SSLCOMMERZ: what stops the start, and the command that looks it over."""

import runpy
from email.utils import format_datetime
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from market.core.base import clock, past
from market.core.base.http_client import Answer
from market.payments.provider import sslcommerz_check as checks
from market.sandbox.models import SslcommerzPayment
from market.settings import base

NAMES = ("SSLCOMMERZ_STORE_ID", "SSLCOMMERZ_STORE_PASSWORD", "SSLCOMMERZ_API_BASE")
LIVE, TEST = "https://securepay.sslcommerz.com", "https://sandbox.sslcommerz.com"


@pytest.fixture
def read(monkeypatch):
    """Reads the settings of a store, on a development site or a real one."""

    def settings(store: str = "", password: str = "", address: str = "", *, is_real: bool = False):
        monkeypatch.setattr(base, "PRODUCTION", is_real)
        values = {"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}
        for name, value in (values | dict(zip(NAMES, (store, password, address), strict=True))).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path("market/settings/sslcommerz.py")

    return settings


def test_development_site_has_a_stand_in_and_a_real_one_nothing(read):
    local = read()
    assert local["SSLCOMMERZ_CONFIGURED"]
    assert local["SSLCOMMERZ_API_BASE"].endswith("/sandbox/sslcommerz")
    real = read(is_real=True)
    assert not real["SSLCOMMERZ_CONFIGURED"]
    assert real["SSLCOMMERZ_STORE_PASSWORD"] == ""


def test_store_of_ones_own_is_asked_where_it_is_of(read):
    assert read("amark5f", "amark5f@ssl")["SSLCOMMERZ_API_BASE"] == TEST
    real = read("amarkajlive", "5F0AB1C2", is_real=True)
    assert (real["SSLCOMMERZ_API_BASE"], real["SSLCOMMERZ_CONFIGURED"]) == (LIVE, True)


@pytest.mark.parametrize(
    ("store", "password", "address", "is_real", "why"),
    [
        ("amarkajlive", "", "", True, "SSLCOMMERZ_STORE_PASSWORD is not set"),
        ("", "5F0AB1C2", "", False, "SSLCOMMERZ_STORE_ID is not set"),
        ("amark5f", "amark5f@ssl", "", True, "a test store"),
        ("testbox", "qwerty", "", True, "a test store"),
        ("sslcommerz_sandbox", "sslcommerz_sandbox_password", "", True, "a test store"),
        ("amarkajlive", "5F0AB1C2", TEST, True, "takes real money"),
        ("amarkajlive", "5F0AB1C2", "https://evil.example", True, "takes real money"),
        ("amarkajlive", "5F0AB1C2", TEST, False, "a live store"),
        ("amarkajlive", "5F0AB1C2", "", False, "a live store"),
        ("amarkajlive", "5F0AB1C2", LIVE, False, "a live store"),
        ("amark5f", "amark5f@ssl", LIVE, False, "takes no real money"),
        ("amark5f", "amark5f@ssl", f"{LIVE}:443/x", False, "takes no real money"),
    ],
)
def test_what_does_not_go_together_stops_the_start(read, store, password, address, is_real, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        read(store, password, address, is_real=is_real)


def test_address_of_a_past_is_its_own(settings):
    settings.SSLCOMMERZ_API_BASE = "https://one.example"
    assert past.sslcommerz_address() == "https://one.example"
    with past.entered(past.Past(clock.offset(), port=9)):
        assert past.sslcommerz_address() == "http://127.0.0.1:9/sandbox/sslcommerz"


def look_over() -> tuple[str, bool]:
    out = StringIO()
    try:
        call_command("check_sslcommerz", stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


@pytest.fixture
def answering(monkeypatch):
    """The site's own address for notifications answers as it should, and the clock is right."""
    monkeypatch.setattr(checks.http_client, "post", refusing(monkeypatch, 400))


def refusing(monkeypatch, status: int):
    send = checks.http_client.post

    def post(url, body, headers, **options):
        return Answer(status, b"") if url.endswith("/webhooks/sslcommerz/") else send(url, body, headers, **options)

    return post


@pytest.mark.django_db
def test_whole_configuration_is_said_to_be_right(sslcommerz, answering):
    text, is_right = look_over()
    assert is_right, text
    assert text.count("OK ") == 5
    assert "test money" in text
    assert "what we sign with it comes back" in text
    assert not SslcommerzPayment.objects.exists()


@pytest.mark.django_db
def test_signature_that_does_not_come_back_is_named(sslcommerz, answering, monkeypatch):
    monkeypatch.setattr(checks.sslcommerz.signing, "sign_expected", lambda *_args: "")
    assert "is not seen before somebody pays" in look_over()[0]


@pytest.mark.django_db
def test_each_fault_is_named(sslcommerz, settings, monkeypatch):
    monkeypatch.setattr(checks.http_client, "post", refusing(monkeypatch, 404))
    old = Answer(200, b"", format_datetime(clock.wall() - checks.MOST_OFF * 2))
    sslcommerz.plan("api_error", 9)
    text, is_right = look_over()
    assert not is_right
    for words in ("WRONG credentials", "WRONG currency and amounts", "answers 404 to what is not signed"):
        assert words in text
    monkeypatch.setattr(checks.http_client, "get", lambda *args, **options: old)
    assert "seconds away from theirs" in look_over()[0]
    settings.SSLCOMMERZ_CONFIGURED = False
    assert "WRONG store: SSLCOMMERZ_STORE_ID" in look_over()[0]
