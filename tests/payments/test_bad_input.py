"""What no honest person or provider sends: refused with a sentence, and nothing has changed (see docs/proofs.md)."""

import runpy
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from market.core.base import clock
from market.core.base.errors import Invalid
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.models import ExchangeRate, LedgerTransaction, ProviderEvent
from market.payments.provider.actions import process_event
from market.sandbox.sslcommerz.notices import sign
from market.settings import base
from tests.payments.story import assert_books_whole, checkout, contract, first, funded, payable
from tests.payments.test_bkash_notices import body_of as sns_body
from tests.payments.test_events import event_body, signature_of
from tests.payments.test_sslcommerz_news import FIELDS, PASSWORD
from tests.payments.test_sslcommerz_news import body_of as form_body

pytestmark = pytest.mark.django_db
Notice = tuple[bytes, dict[str, str]]  # a body, and how it is sent


def test_amounts_that_are_none_are_refused_by_every_route(provider, travel, api):
    """Three decimals, in either script; below zero; 10^15; no number."""
    release = payable(provider, travel, "100.00")
    client, freelancer = release.milestone.contract.client, release.freelancer
    held = funded(provider, "70.00", client=client, freelancer=freelancer)
    before = LedgerTransaction.objects.count()
    for person, path, more in (
        (client, f"/api/v1/milestones/{held.pk}/release-part/", {}),
        (client, f"/api/v1/contracts/{held.contract_id}/bonuses/", {"note": "Thank you"}),
        (freelancer, f"/api/v1/milestones/{release.milestone_id}/give-back/", {"reason": "A page is missing."}),
        (freelancer, "/api/v1/me/payouts/", {}),
        (freelancer, "/api/v1/me/payout-quotes/", {}),
    ):
        for amount in ("10.001", "১০.০০১", "-5", "-৫.০০", "1000000000000000", "1e15", "NaN", "ten", ""):
            answer = api(person).post(path, {"amount": {"amount": amount, "currency": "USD"}, **more}, format="json")
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), (path, amount)
            assert answer.json()["errors"]["amount"], (path, amount)
    assert LedgerTransaction.objects.count() == before
    assert_books_whole()


def test_amounts_in_bangla_digits_are_read(provider, api, page):
    milestone = funded(provider, "100.00")
    client = milestone.contract.client
    body = {"amount": {"amount": "১০.৫০", "currency": "USD"}}
    answer = api(client).post(f"/api/v1/milestones/{milestone.pk}/release-part/", body, format="json")
    assert answer.json()["held"]["amount"] == "89.50"
    page(client).post(f"/milestones/{milestone.pk}/release-part/", {"amount": "৯.৫০"})
    milestone.refresh_from_db()
    assert milestone.held_value == 80


def test_one_checkout_has_one_currency(provider, api):
    """A milestone in taka does not come into a payment in dollars, and an amount names the milestone's currency."""
    dollars = first(contract("100.00", "50.00"))
    client, freelancer = dollars.contract.client, dollars.contract.freelancer
    taka = first(contract("5000.00", client=client, freelancer=freelancer, currency="BDT"))
    for path, body in (
        (f"/api/v1/contracts/{dollars.contract_id}/fund/", {"milestones": [dollars.pk, taka.pk]}),
        (f"/api/v1/contracts/{taka.contract_id}/fund/", {"milestones": [taka.pk, dollars.pk]}),
    ):
        answer = api(client).post(path, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not dollars.fundings.exists()
    provider.pay(checkout(dollars).checkout_url)
    provider.deliver()


def by_stripe(request) -> dict[str, Notice]:
    secret = request.getfixturevalue("settings").STRIPE_WEBHOOK_SECRET

    def sent(body: str, secret: str = secret, age: int = 0) -> Notice:
        return body.encode(), {"content_type": "application/json", "stripe-signature": signature_of(body, secret, age)}

    refund = {"type": "refund.updated", "data": {"object": {"id": "re_of_nobody", "object": "refund"}}}
    genuine = sent(event_body(**refund))
    return {
        "genuine": genuine,
        "forged": (event_body(id="evt_2").encode(), genuine[1]),
        "stale": sent(event_body(id="evt_3"), age=301),
        "of another account": sent(event_body(id="evt_4"), secret="whsec_of_another_account"),
        "of real money": sent(event_body(id="evt_5", livemode=True)),
        "unknown": sent(event_body(id="evt_6", type="customer.created", data={"object": {"id": "cus_1"}})),
    }


def by_bkash(request) -> dict[str, Notice]:
    desk, kind = request.getfixturevalue("bkash_desk"), {"content_type": "text/plain"}
    genuine = desk.notice(message='{"transactionStatus": "Completed", "merchantInvoiceNumber": "nobody"}')
    unknown = desk.notice(message_id="m-6", message='{"transactionStatus": "Dreamt", "merchantInvoiceNumber": "7"}')
    late = desk.notice(message_id="m-3", at=clock.wall() - timedelta(minutes=121))
    another = "arn:aws:sns:ap-southeast-1:111111111111:another"
    return {
        "genuine": (sns_body(genuine), kind),
        "forged": (sns_body(desk.notice(message_id="m-2", is_forged=True)), kind),
        "stale": (sns_body(late), kind),
        "of another account": (sns_body(genuine, TopicArn=another), kind),
        "unknown": (sns_body(unknown), kind),
    }


def by_sslcommerz(request) -> dict[str, Notice]:
    """Their notifications bear no time: one brought again is the same event, and only has the payment asked for."""
    kind = {"content_type": "application/x-www-form-urlencoded"}
    fields = {**FIELDS, "tran_id": "nobody's"}
    genuine = sign(fields, PASSWORD)
    return {
        "genuine": (form_body(genuine), kind),
        "forged": (form_body({**genuine, "amount": "9999.00"}), kind),
        "of another account": (form_body(sign(fields, "the password of another store")), kind),
        "unknown": (form_body(sign({**fields, "status": "DREAMT"}, PASSWORD)), kind),
    }


@pytest.mark.parametrize("notices", [by_stripe, by_bkash, by_sslcommerz])
def test_notifications_that_are_not_genuine_and_new_change_nothing(
    request, page, provider, sslcommerz, notices: Callable[[Any], dict[str, Notice]]
):
    """Forged, stale, of another account, brought again, of an unknown kind: at each provider's address."""
    rail, before = notices.__name__.removeprefix("by_"), LedgerTransaction.objects.count()
    for name, (body, sent) in notices(request).items():
        headers = {key: value for key, value in sent.items() if key != "content_type"}
        post = lambda body=body, sent=sent, headers=headers: page().post(  # noqa: E731
            f"/webhooks/{rail}/", body, content_type=sent["content_type"], headers=headers
        )
        count, answer = ProviderEvent.objects.count(), post()
        is_taken = name in ("genuine", "unknown")
        assert answer.status_code == (200 if is_taken else 400), name
        assert is_taken or answer.content == b"The signature is not valid."
        assert post().status_code == answer.status_code
        assert ProviderEvent.objects.count() == count + is_taken, name
    for event in ProviderEvent.objects.filter(rail=rail):
        process_event(event_pk=event.pk)
    assert not ProviderEvent.objects.filter(worked_off_at=None).exists()
    assert LedgerTransaction.objects.count() == before


@pytest.mark.parametrize(
    ("key", "is_real", "why"),
    [
        ("sk_live_x", False, "a development site takes no real money"),
        ("rk_live_x", False, "a development site takes no real money"),
        ("sk_test_x", True, "nobody could pay a real site"),
        ("sk_test_sandbox", True, "nobody could pay a real site"),
        ("whsec_x", True, "nobody could pay a real site"),
        ("sk_live_x", True, ""),
        ("sk_test_x", False, ""),
    ],
)
def test_keys_of_the_other_world_stop_the_start(monkeypatch, key, is_real, why):
    """Those of Stripe; bKash's in test_check_bkash, those of SSLCOMMERZ in test_sslcommerz_settings."""
    monkeypatch.setattr(base, "PRODUCTION", is_real)
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_x")
    if not why:
        assert runpy.run_path("market/settings/payments.py")["STRIPE_API_BASE"] == "https://api.stripe.com"
        return
    with pytest.raises(ImproperlyConfigured, match=why):
        runpy.run_path("market/settings/payments.py")


@pytest.mark.parametrize("rate", ["0", "0.00", "-121.50", "9.99", "1000.01", "NaN", "Infinity"])
def test_rate_of_nothing_is_refused(rate):
    today = clock.local(clock.now()).date()
    with pytest.raises(Invalid) as refused:
        record_exchange_rate(day=today, taka_per_dollar=Decimal(rate), source="Bangladesh Bank")
    assert str(refused.value.errors["taka_per_dollar"][0]) == "Give the taka of one dollar."
    assert not ExchangeRate.objects.exists()
