"""bKash through its port, over real HTTP against the local one: payments, refunds, and what goes wrong on the way."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from market.core.base import clock, http_client
from market.core.base.errors import ProviderUnavailable
from market.core.base.http_client import Answer
from market.payments.provider import bkash, bkash_http, bkash_token
from market.payments.provider.port import ProviderRefused
from market.sandbox.models import BkashPayment
from tests.bkash import BACK, order, taka
from tests.payments.story import usd

pytestmark = pytest.mark.django_db
WALLET = "01712345678"


def refused(code: str):
    return pytest.raises(ProviderRefused, match=f"^{code}:")


def test_payment_from_page_to_money(bkash_desk):
    page = bkash.create_checkout(order())
    assert (page.status, page.is_paid, page.payment_id) == ("open", False, "")
    assert (page.charged, page.reference) == (taka("1050"), "7")
    parts = urlsplit(bkash_desk.click(page, "succeed", wallet=WALLET).url)
    query = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BACK
    assert (query["paymentID"], query["status"]) == (page.id, "success")
    assert bkash.retrieve_checkout(page.id).status == "authorized"
    assert not BkashPayment.objects.filter(state="completed").exists(), "agreed, and nothing is taken"
    paid = bkash.capture_checkout(page.id)
    assert (paid.status, paid.is_paid, paid.payment_id, paid.reference) == ("complete", True, page.id, "7")
    assert bkash.capture_checkout(page.id).is_paid, "once more changes nothing"
    assert bkash.retrieve_checkout(page.id) == paid
    payment = bkash.retrieve_payment(page.id)
    row = bkash_desk.row(page)
    assert (payment.status, payment.charge_id, payment.received) == ("succeeded", row.trx_id, taka("1050"))
    assert payment.fee == row.fee == Decimal("19.43")
    assert bkash.surplus_payments(page.id) == []


def test_wallet_is_known_again_and_not_its_number(bkash_desk):
    same, other = (WALLET, WALLET), "01812345678"
    marks = [
        bkash.retrieve_payment(bkash_desk.paid(f"10{at}.00", reference=str(at), wallet=wallet).id).card
        for at, wallet in enumerate((*same, other))
    ]
    assert marks[0] == marks[1] != marks[2]
    assert len(marks[0]) == 64
    assert not any(wallet in mark for mark in marks for wallet in (WALLET, other))


@pytest.mark.parametrize("kind", ["refused", "error"])
def test_payment_counts_also_where_its_payer_is_not_shown(bkash_desk, monkeypatch, kind):
    page = bkash_desk.paid()
    answer = bkash._query(page.id)
    monkeypatch.setattr(bkash, "_query", lambda _payment_id: answer)
    bkash_desk.plan(kind)  # the next call, which looks for its transaction
    payment = bkash.retrieve_payment(page.id)
    assert (payment.received, payment.card) == (taka("1050"), "")


@pytest.mark.parametrize(("outcome", "status"), [("decline", "failure"), ("expire", "failure"), ("cancel", "cancel")])
def test_page_that_was_left_is_not_paid(bkash_desk, travel, outcome, status):
    page = bkash.create_checkout(order())
    assert f"status={status}" in bkash_desk.click(page, outcome).url
    assert bkash.retrieve_checkout(page.id).status == "open", "bKash does not tell"
    with refused("2056"):
        bkash.capture_checkout(page.id)
    bkash_desk.click(page, "succeed")
    assert bkash.retrieve_checkout(page.id).status == "open", "the page cannot be used again"
    travel(timedelta(hours=24))
    assert bkash.retrieve_checkout(page.id).status == "expired"


def test_what_was_agreed_too_late_is_not_executed(bkash_desk, travel):
    page = bkash.create_checkout(order())
    bkash_desk.click(page, "succeed")
    travel(timedelta(hours=24))
    assert bkash.retrieve_checkout(page.id).status == "expired"
    with refused("2056"):
        bkash.capture_checkout(page.id)


def test_wallet_without_the_money_is_refused_when_it_is_taken(bkash_desk):
    page = bkash.create_checkout(order())
    assert "status=success" in bkash_desk.click(page, "poor").url
    with refused("2023"):
        bkash.capture_checkout(page.id)
    with pytest.raises(ProviderRefused):
        bkash.capture_checkout(page.id)
    assert bkash.retrieve_payment(page.id).received == taka("0")


def test_same_amount_from_the_same_wallet_within_two_minutes_is_refused(bkash_desk, travel):
    bkash_desk.paid(reference="1", wallet=WALLET)
    with refused("2029"):
        bkash_desk.paid(reference="2", wallet=WALLET)
    travel(timedelta(minutes=2))
    assert bkash_desk.paid(reference="3", wallet=WALLET).is_paid


def test_same_request_makes_another_page_also_when_one_was_paid(bkash_desk):
    first, second = bkash.create_checkout(order()), bkash.create_checkout(order())
    bkash_desk.click(first, "succeed")
    bkash.capture_checkout(first.id)
    third = bkash.create_checkout(order())
    assert len({first.id, second.id, third.id}) == 3
    assert {page.reference for page in (first, second, third)} == {"7"}
    assert bkash_desk.row(first).invoice == bkash_desk.row(second).invoice != bkash_desk.row(third).invoice
    assert [bkash.retrieve_checkout(each.id).is_paid for each in (first, second, third)] == [True, False, False]


def test_given_up_page_is_expired_unless_it_was_paid(bkash_desk):
    page = bkash.create_checkout(order())
    assert bkash.expire_checkout(page.id).status == "expired"
    with refused("2062"):
        bkash.expire_checkout(bkash_desk.paid(reference="8").id)


@pytest.mark.parametrize("amount", ["0.99", "500.01"])
def test_amounts_beyond_the_limits_are_refused_unasked(bkash_desk, settings, amount):
    settings.BKASH_LARGEST = Decimal(500)
    with refused("2006"):
        bkash.create_checkout(order(amount))
    assert not BkashPayment.objects.exists()


def test_other_currencies_are_refused_unasked(bkash_desk):
    with refused("2007"):
        bkash.create_checkout(order(charge=usd("10")))
    assert not BkashPayment.objects.exists()


def test_unknown_payment_is_refused(bkash_desk):
    for ask in (bkash.retrieve_checkout, bkash.capture_checkout, bkash.expire_checkout, bkash.retrieve_payment):
        with refused("2002"):
            ask("TR0011NONE")


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    """The paths of all calls to bKash."""
    paths: list[str] = []
    real = http_client.post

    def post(url, *args, **more):
        paths.append(urlsplit(url).path.rpartition("/")[2])
        return real(url, *args, **more)

    monkeypatch.setattr(http_client, "post", post)
    return paths


def test_one_token_serves_many_calls(bkash_desk, calls):
    bkash_desk.paid()
    assert calls == ["grant", "create", "execute"]


def test_token_is_renewed_before_its_end(bkash_desk, calls):
    token = bkash_token.grant()
    bkash_token.keep(replace(token, until=clock.wall().timestamp() + 500))
    bkash.create_checkout(order())
    bkash.create_checkout(order())
    assert calls == ["grant", "refresh", "create", "create"]
    bkash_token.keep(replace(token, until=clock.wall().timestamp() + 500, refresh_token="over"))
    bkash.create_checkout(order())
    assert calls[4:] == ["refresh", "grant", "create"]


def test_others_use_the_token_while_one_renews_it(bkash_desk, calls, monkeypatch):
    token = bkash_token.keep(replace(bkash_token.grant(), until=clock.wall().timestamp() + 500))
    bkash_token.shared.ask(lambda cache: cache.add(bkash_token._key(bkash_token.PAYMENTS, "renewing"), "", 60))
    assert bkash_token.current() == token.id_token
    bkash_token.discard(token.id_token)
    monkeypatch.setattr(bkash_token, "TIMEOUT", 0.3)
    with pytest.raises(ProviderUnavailable):
        bkash_token.current()
    assert calls == ["grant"]


def test_token_that_counts_no_more_is_fetched_anew(bkash_desk, calls):
    bkash_desk.plan("token")
    assert bkash.create_checkout(order()).status == "open"
    assert calls == ["grant", "create", "grant", "create"]
    bkash_desk.plan("token", times=2)
    with pytest.raises(ProviderUnavailable):
        bkash.create_checkout(order())


@pytest.mark.parametrize(("name", "code"), [("password", "401"), ("app_secret", "2001")])
def test_credentials_that_are_refused_fail_no_payment(bkash_desk, monkeypatch, caplog, name, code):
    real = bkash_token.exchange

    def exchange(path, payload, headers):
        return real(
            path,
            *(
                {key: f"{value}x" if key == name else value for key, value in each.items()}
                for each in (payload, headers)
            ),
        )

    monkeypatch.setattr(bkash_token, "exchange", exchange)
    with refused(code):
        bkash_token.grant()
    with pytest.raises(ProviderUnavailable), caplog.at_level(logging.ERROR):
        bkash.create_checkout(order())
    assert "refuses the credentials" in caplog.text


@pytest.mark.parametrize("kind", ["error", "lost_answer"])
def test_call_that_broke_off_may_be_made_again(bkash_desk, kind):
    bkash_token.keep(bkash_token.grant())
    bkash_desk.plan(kind)
    with pytest.raises(ProviderUnavailable):
        bkash.create_checkout(order())
    assert bkash.create_checkout(order()).status == "open"


def test_executed_without_an_answer_is_asked_for(bkash_desk):
    page = bkash.create_checkout(order())
    bkash_desk.click(page, "succeed")
    bkash_desk.plan("error")
    with pytest.raises(ProviderUnavailable):
        bkash.capture_checkout(page.id)
    assert bkash.retrieve_checkout(page.id).status == "authorized"
    bkash_desk.plan("lost_answer")
    assert bkash.capture_checkout(page.id).is_paid


def test_slow_answer_is_given_up(bkash_desk, monkeypatch):
    page = bkash.create_checkout(order())
    monkeypatch.setattr(bkash_http, "TIMEOUT", 0.3)
    bkash_desk.plan("slow", seconds=1)
    with pytest.raises(ProviderUnavailable):
        bkash.retrieve_checkout(page.id)


def test_business_refusal_is_no_outage(bkash_desk):
    bkash_desk.plan("refused")
    with refused("2063"):
        bkash.create_checkout(order())


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"[]"),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b'{"statusCode": "0000"}'),
        (200, b'{"statusCode": "0000", "paymentID": "x", "transactionStatus": "Initiated", "amount": "x"}'),
        (200, b'{"statusCode": "503", "statusMessage": "System is undergoing maintenance."}'),
        (429, b'{"message": "Too Many Requests"}'),
        (504, b'{"message": "Endpoint request timed out"}'),
    ],
)
def test_answer_that_tells_nothing_may_pass(bkash_desk, monkeypatch, status, body):
    bkash_token.keep(bkash_token.grant())
    monkeypatch.setattr(http_client, "post", lambda *_args, **_more: Answer(status, body))
    for ask in (bkash.retrieve_checkout, bkash.capture_checkout, bkash.retrieve_payment):
        with pytest.raises(ProviderUnavailable):
            ask("TR0011X")


def test_amounts_and_currency_are_as_bkash_says(bkash_desk, monkeypatch):
    fields = {"paymentID": "x", "transactionStatus": "Completed", "amount": "15", "currency": "USD", "trxID": "t"}
    fields |= {"statusCode": "0000", "merchantInvoice": "MER1231", "userVerificationStatus": "Complete"}
    fields |= {"customerMsisdn": WALLET, "paymentCreateTime": "2019-08-07T11:12:34:978 GMT+0600"}
    bkash_token.keep(bkash_token.grant())
    monkeypatch.setattr(http_client, "post", lambda *_args, **_more: Answer(200, json.dumps(fields).encode()))
    page = bkash.retrieve_checkout("x")
    assert (page.charged, page.is_paid, page.reference) == (usd("15"), True, "")
    assert bkash.retrieve_payment("x").received == usd("15"), "who compares sees that these are no taka"


def test_what_bkash_does_not_tell(bkash_desk):
    assert bkash.balances() is None
    assert list(bkash.recent_events(since=clock.now())) == []
