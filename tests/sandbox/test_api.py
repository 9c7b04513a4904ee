"""The API of the local provider, called by the same library as on the site."""

import json
from datetime import timedelta

import pytest
import stripe

from market.core.base import clock
from market.sandbox.models import Answer, Charge, Event, Fault
from tests.provider import plain_call
from tests.sandbox.calls import ORDER

pytestmark = pytest.mark.django_db


def test_checkout_is_paid_once_and_charged_a_fee(v1, provider):
    session = v1.checkout.sessions.create(ORDER)
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert session.url.startswith("http://localhost:8000/sandbox/stripe/checkout/cs_test_")
    answer = provider.pay(session.url)
    assert answer.status_code == 302
    assert answer["Location"] == f"http://localhost:8000/back/?session={session.id}"
    provider.pay(session.url)
    assert Charge.objects.count() == 1
    paid = v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent = v1.payment_intents.retrieve(paid.payment_intent, {"expand": ["latest_charge.balance_transaction"]})
    assert (intent.status, intent.amount_received, intent.transfer_group) == ("succeeded", 12600, "contract-3")
    line = intent.latest_charge.balance_transaction
    assert (line.amount, line.fee, line.net, line.currency, line.status) == (12600, 395, 12205, "usd", "pending")
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_declined_checkout_can_be_retried(v1, provider):
    session = v1.checkout.sessions.create(ORDER)
    assert provider.click(session.url, "decline")["Location"] == f"/sandbox/stripe/checkout/{session.id}/"
    intent = v1.payment_intents.retrieve(v1.checkout.sessions.retrieve(session.id).payment_intent)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "card_declined")
    bank = provider.click(session.url, "authenticate")["Location"]
    assert provider.click(bank, "decline").status_code == 302
    bank = provider.click(session.url, "authenticate")["Location"]
    assert provider.click(bank, "succeed")["Location"].startswith("http://localhost:8000/back/")
    assert v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert [charge.paid for charge in v1.charges.list({"payment_intent": intent.id}).data] == [True, False, False]


def test_abandoned_checkout_redirects_back_and_stays_open(v1, provider):
    session = v1.checkout.sessions.create(ORDER)
    assert provider.click(session.url, "abandon")["Location"] == ORDER["cancel_url"]
    assert v1.checkout.sessions.retrieve(session.id).status == "open"


def test_expired_session_cannot_be_paid(v1, provider):
    session = v1.checkout.sessions.create(ORDER)
    assert v1.checkout.sessions.expire(session.id).status == "expired"
    provider.pay(session.url)
    assert not Charge.objects.exists()
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        v1.checkout.sessions.expire(session.id)


def test_session_expires_at_its_deadline(v1, provider, travel):
    expires = int((clock.now() + timedelta(hours=2)).timestamp())
    session = v1.checkout.sessions.create({**ORDER, "expires_at": expires})
    travel(timedelta(hours=3))
    assert v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert len(provider.events("checkout.session.expired")) == 1


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"mode": ""}, "mode"),
        ({"success_url": "nowhere"}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"expires_at": 1}, "expires_at"),
        ({"locale": "bn"}, "locale"),
        ({"colour": "green"}, "colour"),
        ({"payment_intent_data": {"application_fee_amount": 5}}, "payment_intent_data[application_fee_amount]"),
    ],
)
def test_invalid_parameter_is_named_in_the_error(v1, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.checkout.sessions.create({**ORDER, **changes})
    assert refused.value.param == param


def test_idempotency_key_replays_the_first_response(v1):
    first = v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    again = v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        v1.checkout.sessions.create({**ORDER, "client_reference_id": "x"}, {"idempotency_key": "one"})


def test_idempotency_key_replays_a_refusal_but_no_invalid_request(v1, paid, farida_account, provider):
    provider.plan("transfer_refused")
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            transfer_under_key(v1, paid, farida_account, "t1")
        assert refused.value.code == "balance_insufficient"
    assert transfer_under_key(v1, paid, farida_account, "t2").amount == 5000
    with pytest.raises(stripe.InvalidRequestError):
        v1.refunds.create({"charge": paid.id, "amount": 0}, {"idempotency_key": "r1"})
    assert not Answer.objects.filter(key="r1").exists()
    assert v1.refunds.create({"charge": paid.id, "amount": 1}, {"idempotency_key": "r1"}).status == "succeeded"


def transfer_under_key(v1, charge, account, key):
    params = {"amount": 5000, "currency": "usd", "destination": account, "source_transaction": charge.id}
    return v1.transfers.create(params, {"idempotency_key": key})


def test_idempotency_key_expires_after_a_day(v1, travel):
    first = v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    travel(timedelta(hours=25))
    assert v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"}).id != first.id


def test_refund_returns_no_fee_and_cannot_exceed_the_charge(v1, paid):
    refund = v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 2600})
    assert (refund.status, refund.charge, refund.payment_intent) == ("succeeded", paid.id, paid.payment_intent)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        v1.refunds.create({"charge": paid.id, "amount": 10001})
    v1.refunds.create({"charge": paid.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.refunds.create({"charge": paid.id})
    assert refused.value.code == "charge_already_refunded"
    assert v1.charges.retrieve(paid.id).refunded
    balance = v1.balance.retrieve()
    assert balance.pending[0].amount + balance.available[0].amount == -395


@pytest.mark.parametrize(("amount", "ends"), [(6663, "succeeded"), (6664, "failed")])
def test_pending_refund_succeeds_or_fails_after_a_day(v1, paid, provider, travel, amount, ends):
    refund = v1.refunds.create({"charge": paid.id, "amount": amount})
    assert refund.status == "pending"
    travel(timedelta(days=1, minutes=1))
    assert v1.refunds.retrieve(refund.id).status == ends
    assert v1.charges.retrieve(paid.id).amount_refunded == (amount if ends == "succeeded" else 0)
    assert len(provider.events("refund.updated")) == 1
    assert len(provider.events("refund.failed")) == (ends == "failed")


def test_lists_are_paginated_by_cursor(v1):
    session_ids = [v1.checkout.sessions.create(ORDER).id for _ in range(5)]
    first = v1.checkout.sessions.list({"limit": 2})
    assert [row.id for row in first.data] == session_ids[:2:-1]
    assert first.has_more
    rest = v1.checkout.sessions.list({"limit": 3, "starting_after": session_ids[3]})
    assert ([row.id for row in rest.data], rest.has_more) == (session_ids[2::-1], False)
    back = v1.checkout.sessions.list({"limit": 2, "ending_before": session_ids[1]})
    assert [row.id for row in back.data] == [session_ids[3], session_ids[2]]
    assert [row.id for row in v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()] == session_ids[::-1]
    with pytest.raises(stripe.InvalidRequestError, match="No such session"):
        v1.checkout.sessions.list({"starting_after": "cs_test_none"})


def test_events_are_filtered_by_type_time_and_delivery(v1, paid, provider):
    assert len(v1.events.list().data) == 4
    assert [event.type for event in v1.events.list({"types": ["charge.succeeded"]}).data] == ["charge.succeeded"]
    later = int((clock.now() + timedelta(hours=1)).timestamp())
    assert v1.events.list({"created": {"gte": later}}).data == []
    assert len(v1.events.list({"delivery_success": False}).data) == 4
    [event] = v1.events.list({"type": "checkout.session.completed"}).data
    assert v1.events.retrieve(event.id).data.object["payment_status"] == "paid"


def test_missing_test_key_is_401_and_unknown_url_is_404(provider):
    status, headers, body = plain_call(provider.base, "GET", "/v1/balance")
    assert (status, json.loads(body)["error"]["type"]) == (401, "invalid_request_error")
    assert headers["Request-Id"].startswith("req_")
    status, _, body = plain_call(provider.base, "GET", "/v1/balance", Authorization="Bearer sk_live_1")
    assert status == 401
    status, _, body = plain_call(provider.base, "GET", "/v1/coupons", Authorization="Bearer sk_test_1")
    assert (status, json.loads(body)["error"]["message"].split(":")[0]) == (404, "Unrecognized request URL (GET")
    status, _, _ = plain_call(provider.base, "POST", "/v1/balance", "a=1", Authorization="Bearer sk_test_1")
    assert status == 404


def test_planned_faults_of_api_calls(v1, provider):
    provider.plan("api_error")
    with pytest.raises(stripe.APIError):
        v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    provider.plan("lost_answer")
    with pytest.raises(stripe.APIError):
        v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    session = v1.checkout.sessions.create(ORDER, {"idempotency_key": "one"})
    assert [row.id for row in v1.checkout.sessions.list().data] == [session.id]
    provider.plan("slow", seconds=0)
    v1.balance.retrieve()
    assert not Fault.objects.filter(left__gt=0).exists()


def test_invalid_expansion_and_missing_object_are_errors(v1, paid):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        v1.charges.retrieve(paid.id, {"expand": ["amount"]})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.charges.retrieve("ch_none")
    assert (refused.value.code, refused.value.http_status) == ("resource_missing", 404)
    charges = v1.charges.list({"expand": ["data.balance_transaction", "data.payment_intent"]})
    assert charges.data[0].balance_transaction.source == paid.id


def test_magic_amounts_make_a_checkout_fail_or_slow(v1, monkeypatch):
    sleeps = []
    monkeypatch.setattr("market.sandbox.actions.time.sleep", sleeps.append)

    def order(amount):
        price = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "Logo"}}
        return v1.checkout.sessions.create({**ORDER, "line_items": [{"quantity": 1, "price_data": price}]})

    with pytest.raises(stripe.APIError):
        order(6665)
    assert order(6666).amount_total == 6666
    assert sleeps == [10]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        order(49)
    assert refused.value.code == "amount_too_small"


def test_line_items_of_a_checkout_must_share_a_currency(v1):
    lines = [
        {"quantity": 2, "price_data": {"currency": code, "unit_amount": 500, "product_data": {"name": "Logo"}}}
        for code in ("usd", "bdt")
    ]
    with pytest.raises(stripe.InvalidRequestError, match="same currency"):
        v1.checkout.sessions.create({**ORDER, "line_items": lines})
    assert v1.checkout.sessions.create({**ORDER, "line_items": lines[:1] * 2}).amount_total == 2000


def test_expiring_a_declined_checkout_cancels_its_payment(v1, provider):
    session = v1.checkout.sessions.create(ORDER)
    provider.click(session.url, "decline")
    v1.checkout.sessions.expire(session.id)
    assert v1.payment_intents.list().data[0].status == "canceled"
    charge = v1.charges.list().data[0]
    with pytest.raises(stripe.InvalidRequestError, match="was not successful"):
        v1.refunds.create({"charge": charge.id})
    for outcome in ("decline", "authenticate"):
        assert provider.click(session.url, outcome)["Location"].endswith(f"/checkout/{session.id}/")
    assert v1.charges.list().data == [charge]


def test_refunds_and_charges_are_filtered_and_lines_expand_their_source(v1, paid):
    refund = v1.refunds.create({"charge": paid.id, "amount": 100, "reason": "requested_by_customer"})
    assert [each.id for each in v1.refunds.list({"charge": paid.id}).data] == [refund.id]
    assert v1.refunds.list({"payment_intent": "pi_other"}).data == []
    line = v1.balance_transactions.retrieve(refund.balance_transaction, {"expand": ["source"]})
    assert (line.amount, line.type, line.source.id) == (-100, "refund", refund.id)
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        v1.refunds.create({"amount": 5})
    at = paid.created
    for within in (at, {"gte": at, "lte": at}, {"gt": at - 1, "lt": at + 1}):
        assert [each.id for each in v1.charges.list({"created": within}).data] == [paid.id]
    for without in (at + 1, {"gt": at}, {"lt": at}):
        assert v1.charges.list({"created": without}).data == []


def test_internal_error_is_reported_as_a_stripe_api_error(v1, monkeypatch, caplog):
    monkeypatch.setattr("market.sandbox.ledger.balance", lambda account: 1 / 0)
    with pytest.raises(stripe.APIError):
        v1.balance.retrieve()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("amount=5&charge[a]=1", "Invalid string"),
        ("amount=x&charge=ch_1", "Invalid integer"),
        ("amount=5&charge=ch_1&metadata=1", "Invalid object"),
        ("charge=a&charge[b]=c", "both a value and an object"),
        ("amount=5&charge=ch_1&expand=x", "Invalid array"),
        ("amount=5&charge=ch_1&metadata[" + "k" * 41 + "]=1", "Metadata"),
        ("amount=5&charge=ch_1&" + "&".join(f"metadata[k{n}]=1" for n in range(51)), "up to 50"),
    ],
)
def test_malformed_body_is_400(provider, body, said):
    status, _, answer = plain_call(provider.base, "POST", "/v1/refunds", body, Authorization="Bearer sk_test_1")
    assert (status, said in json.loads(answer)["error"]["message"]) == (400, True)


def test_line_items_must_be_objects(provider):
    body = "mode=payment&success_url=http://localhost/&line_items[]=x"
    status, _, answer = plain_call(
        provider.base, "POST", "/v1/checkout/sessions", body, Authorization="Bearer sk_test_1"
    )
    assert (status, json.loads(answer)["error"]["param"]) == (400, "line_items")
