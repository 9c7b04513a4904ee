"""`check_stripe`: each part of the configuration is said to be right, or what is wrong with it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from market.core.base import clock
from market.core.base.http_client import Answer, Unanswered
from market.payments.models import Funding
from market.payments.provider import stripe_check
from market.sandbox.models import PaymentIntent, Session
from tests.payments.story import checkout, contract, first

pytestmark = pytest.mark.django_db
NAMES = [name for name, _check in stripe_check.CHECKS]


@pytest.fixture(autouse=True)
def _address(monkeypatch):
    """Our own address, which nobody serves here, answers as it should."""
    monkeypatch.setattr(stripe_check.http_client, "post", lambda *_args, **_more: Answer(400, b""))


def checked() -> tuple[dict[str, str], str]:
    """The line of each check, and how the command failed."""
    out = StringIO()
    try:
        call_command("check_stripe", stdout=out)
    except CommandError as failed:
        end = str(failed)
    else:
        end = ""
    lines = [line.partition(": ") for line in out.getvalue().splitlines()]
    return {head: text for head, _, text in lines}, end


def wrong() -> dict[str, str]:
    """What is wrong, by the name of the check."""
    return {head.removeprefix("WRONG "): text for head, text in checked()[0].items() if head.startswith("WRONG")}


def test_right_configuration_moves_no_money(provider):
    lines, failed = checked()
    assert failed == ""
    assert list(lines) == [f"OK    {name}" for name in NAMES]
    assert "test money" in lines["OK    keys"]
    assert not Session.objects.exists()
    assert not PaymentIntent.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "check", "text"),
    [
        ("PRODUCTION", True, "keys", "of the test mode: nobody can pay"),
        ("STRIPE_WEBHOOK_SECRET", "secret", "keys", "whsec_"),
        ("PAY_IN", {"stripe": ["USD", "EUR"]}, "currencies", "EUR would be converted"),
    ],
)
def test_settings_that_are_wrong(provider, settings, name, value, check, text):
    setattr(settings, name, value)
    assert text in wrong()[check]


def test_live_key_on_a_site_that_is_none(provider, settings):
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    faults = wrong()
    assert "of a live account" in faults["keys"]
    assert "does not accept the key" in faults["account"]


@pytest.mark.parametrize(
    ("method", "changes", "check", "text"),
    [
        ("AccountService.retrieve_current", {"charges_enabled": False}, "account", "cannot take payments"),
        (
            "AccountService.retrieve_current",
            {"settings": {"payouts": {"schedule": {"interval": "daily"}}}},
            "account",
            "set payouts to manual",
        ),
        (
            "CountrySpecService.retrieve",
            {"supported_transfer_countries": ["US"]},
            "payouts to freelancers",
            "from US to BD",
        ),
        ("WebhookEndpointService.list", {"data": []}, "notifications", "No enabled endpoint"),
    ],
)
def test_account_that_is_not_as_it_must_be(provider, monkeypatch, method, changes, check, text):
    change(monkeypatch, method, changes)
    faults = wrong()
    assert list(faults) == [check]
    assert text in faults[check]


def test_endpoint_lacks_kinds_of_events(provider, monkeypatch, settings):
    row = {"url": f"{settings.SITE_URL}/webhooks/stripe/", "status": "enabled"}
    few = {**row, "enabled_events": ["payout.paid", "checkout.session.completed"]}
    change(monkeypatch, "WebhookEndpointService.list", {"data": [few, {**row, "url": "https://other.example/"}]})
    assert "is not notified of checkout.session.expired, " in wrong()["notifications"]


def test_events_that_were_not_delivered(provider):
    provider.plan("drop", times=99)
    provider.pay(checkout(first(contract("100.00"))).checkout_url)
    assert "events of the last day were not delivered" in wrong()["deliveries"]
    assert Funding.objects.get().state == "open"


def test_address_clock_and_provider_that_are_away(provider, monkeypatch, settings):
    def nobody(*_args, **_more):
        raise Unanswered("refused")

    monkeypatch.setattr(stripe_check.http_client, "post", nobody)
    real = clock.wall
    monkeypatch.setattr(stripe_check, "clock", type("Late", (), {"wall": lambda: real() - timedelta(hours=1)}))
    faults = wrong()
    assert list(faults) == ["address", "clock and version"]
    assert "3600 seconds away" in faults["clock and version"] or "3599 seconds" in faults["clock and version"]
    monkeypatch.setattr(stripe_check.http_client, "post", lambda *_args, **_more: Answer(200, b""))
    assert "answers 200" in wrong()["address"]
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    lines, failed = checked()
    assert failed == "7 of 8 are wrong."
    assert "does not answer" in lines["WRONG account"]


def change(monkeypatch, method, changes):
    """Let a call of the stand-in answer otherwise."""
    real = stripe_check.call

    def call(called, *args, **more):
        answer = real(called, *args, **more)
        return {**answer, **changes} if called.__qualname__ == method else answer

    monkeypatch.setattr(stripe_check, "call", call)
