"""Webhook events of the provider: duplicated, reordered, late, dropped and forged events end in the same state."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from market.core.base import clock
from market.payments.models import Funding, LedgerTransaction, ProviderEvent
from market.payments.provider import stripe
from market.payments.provider.actions import (
    HANDLERS,
    EventsNotStored,
    process_event,
    receive_event,
    sweep_events,
)
from market.payments.provider.types import WebhookEvent
from market.sandbox import webhooks
from tests.payments.story import assert_books_whole, checkout, contract, first, funded


def is_settled(milestone):
    milestone.refresh_from_db()
    return milestone.state == "funded" and milestone.held_value == milestone.amount_value


def test_webhook_alone_funds_a_milestone(provider, run_jobs):
    milestone = first(contract("100.00"))
    provider.pay(checkout(milestone).checkout_url)
    provider.deliver()
    run_jobs()
    assert is_settled(milestone)
    assert not ProviderEvent.objects.filter(worked_off_at=None).exists()
    assert_books_whole()


@pytest.mark.parametrize("fault", ["duplicate", "reorder", "delay"])
def test_duplicate_reordered_and_late_webhooks_are_idempotent(provider, run_jobs, fault):
    milestone = first(contract("100.00"))
    provider.plan(fault, times=9, seconds=60)
    provider.pay(checkout(milestone).checkout_url)
    for _ in range(3):
        provider.deliver(after=timedelta(minutes=10))
        run_jobs()
    assert is_settled(milestone)
    assert LedgerTransaction.objects.filter(kind="funding").count() == 1
    assert_books_whole()


def test_dropped_webhook_is_made_up_by_the_next_check(provider, travel):
    milestone = first(contract("100.00"))
    provider.plan("drop", times=99)
    provider.pay(checkout(milestone).checkout_url)
    travel(timedelta(seconds=61))
    assert is_settled(milestone)


def test_dropped_webhook_is_found_by_the_sweep(provider, run_jobs):
    milestone = first(contract("100.00"))
    provider.plan("drop", times=99)
    provider.pay(checkout(milestone).checkout_url)
    assert not ProviderEvent.objects.exists()
    assert sweep_events(back=timedelta(days=1)) >= 1
    run_jobs()
    assert is_settled(milestone)
    assert sweep_events(back=timedelta(days=1)) == 0


def test_sweep_continues_after_an_event_that_cannot_be_stored(provider, run_jobs):
    provider.plan("drop", times=99)
    priced = {"id": "price_1", "object": "price", "unit_amount_decimal": "10.5", "currency": "usd"}
    webhooks.emit_event("price.created", priced)  # the library makes a Decimal of it, which JSON cannot hold
    milestone = first(contract("100.00"))
    provider.pay(checkout(milestone).checkout_url)
    webhooks.emit_event("refund.created", {"id": "re_odd", "object": "refund", "metadata": {}, "charge": priced})
    webhooks.emit_event("refund.updated", {"id": "re_" + "x" * 300, "object": "refund"})
    with pytest.raises(EventsNotStored):
        sweep_events(back=timedelta(days=1))
    run_jobs()
    assert is_settled(milestone)
    assert ProviderEvent.objects.get(object_id="re_odd").payload["data"]["object"]["charge"] == priced
    assert not ProviderEvent.objects.filter(kind="price.created").exists()  # not requested


def test_every_handled_event_type_is_requested():
    assert len(stripe.EVENT_TYPES) <= 20  # limit of the provider
    assert all(any(kind.startswith(prefix) for kind in stripe.EVENT_TYPES) for prefix in stripe.SUBJECTS)
    assert set(stripe.SUBJECTS.values()) == set(HANDLERS)


def test_checkout_without_a_recorded_session_is_settled_by_its_webhook(provider, run_jobs):
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    Funding.objects.filter(pk=funding.pk).update(checkout_id=None, checkout_url="", state="pending")
    provider.pay(funding.checkout_url)
    provider.deliver()
    run_jobs()
    assert is_settled(milestone)


def test_same_event_is_stored_and_processed_once(provider):
    funded(provider)
    stripe_event = next(iter(stripe.recent_events(since=clock.now() - timedelta(days=1))))
    assert [receive_event(rail="stripe", event=stripe_event) for _ in range(5)].count(True) <= 1
    event = ProviderEvent.objects.get(event_id=stripe_event.id)
    for _ in range(3):
        process_event(event_pk=event.pk)
    assert_books_whole()


def post_webhook(page, body, signature):
    return page().post(
        "/webhooks/stripe/", body, content_type="application/json", headers={"stripe-signature": signature}
    )


def event_body(**changes):
    event = {
        "id": "evt_forged",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": {"id": "cs_1", "object": "checkout.session"}},
    }
    return json.dumps({**event, **changes})


@pytest.mark.parametrize(
    "signature", ["", "nonsense", "t=1,v1=00", "t=x,v1=00", "v1=00", "t=99999999999999999999,v1=a"]
)
def test_webhook_with_an_invalid_signature_is_refused(page, db, signature):
    assert post_webhook(page, event_body(), signature).status_code == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    ("body", "age", "status"),
    [
        (event_body(), 0, 200),
        (event_body(), 400, 400),
        (event_body(livemode=True), 0, 400),
        ("[]", 0, 400),
        ("{}", 0, 400),
        ('"text"', 0, 400),
        ("not json", 0, 400),
        (event_body(data={}), 0, 400),
        (event_body(id="evt_" + "x" * 500), 0, 400),
        (event_body(id="evt_\0"), 0, 400),
    ],
)
def test_webhook_must_be_recent_of_the_right_mode_and_well_formed(page, db, settings, body, age, status):
    signature = signature_of(body, settings.STRIPE_WEBHOOK_SECRET, age)
    assert post_webhook(page, body, signature).status_code == status
    assert ProviderEvent.objects.count() == (status == 200)


def test_webhook_signature_covers_the_exact_bytes(page, db, settings):
    signature = signature_of(event_body(), settings.STRIPE_WEBHOOK_SECRET)
    assert post_webhook(page, event_body() + " ", signature).status_code == 400


def test_events_of_unknown_objects_change_nothing(provider, db):
    for kind, subject in (
        ("payout.paid", "payout"),
        ("account.updated", "account"),
        ("refund.updated", "refund"),
        ("customer.created", ""),
    ):
        event = WebhookEvent(f"evt_{kind}", kind, subject, "unknown_1", {}, account_id="acct_1")
        receive_event(rail="stripe", event=event)
    for event in ProviderEvent.objects.all():
        process_event(event_pk=event.pk)
    assert not ProviderEvent.objects.filter(worked_off_at=None).exists()
    assert not LedgerTransaction.objects.exclude(kind="capital").exists()


def signature_of(body: str, secret: str, age: int = 0) -> str:
    seconds = int(clock.wall().timestamp()) - age
    digest = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
