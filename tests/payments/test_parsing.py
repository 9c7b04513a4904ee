"""Answers of the three providers, field by field, as `types`: also those that lack what may be missing."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from market.core.base import clock, site_keys
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider import bkash_parsing, bkash_token, sslcommerz_parsing, stripe_parsing
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.sslcommerz_parsing import NotUnderstood
from market.payments.provider.types import (
    BankDispute,
    BankPayout,
    Checkout,
    ConnectedAccount,
    Payment,
    RefundStatus,
    Transfer,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DHAKA = timezone(timedelta(hours=6))


def usd(text: str) -> Money:
    return Money(text, "USD")


def taka(text: str) -> Money:
    return Money(text, "BDT")


STRIPE_PAGE = {
    "id": "cs_1",
    "url": "https://pay.example/1",
    "status": "complete",
    "payment_status": "paid",
    "payment_intent": "pi_1",
    "amount_total": 10550,
    "currency": "usd",
    "client_reference_id": "77",
}


def test_page_of_stripe():
    paid = Checkout("cs_1", "https://pay.example/1", "complete", True, "pi_1", usd("105.50"), "77")
    assert stripe_parsing.parse_checkout(STRIPE_PAGE) == paid
    assert stripe_parsing.parse_checkout(STRIPE_PAGE | {"payment_intent": {"id": "pi_1"}}) == paid
    fresh = {"url": None, "payment_intent": None, "client_reference_id": None, "payment_status": "unpaid"}
    page = stripe_parsing.parse_checkout(STRIPE_PAGE | fresh)
    assert (page.url, page.is_paid, page.payment_id, page.reference) == ("", False, "", "")


def test_refund_account_and_transfer_of_stripe():
    refund = {"id": "re_1", "status": "failed", "failure_reason": "lost_or_stolen_card"}
    assert stripe_parsing.parse_refund(refund) == RefundStatus("re_1", "failed", "lost_or_stolen_card")
    assert stripe_parsing.parse_refund({"id": "re_1", "status": "succeeded"}).failure == ""
    account = {"id": "acct_1", "capabilities": {"transfers": "active"}, "payouts_enabled": True}
    parse = stripe_parsing.parse_account
    assert parse(account | {"details_submitted": True}) == ConnectedAccount("acct_1", True, True)
    assert parse(account) == ConnectedAccount("acct_1", True, False)
    for lacking in ({"capabilities": None}, {"capabilities": {"transfers": "pending"}}, {"payouts_enabled": False}):
        assert parse(account | lacking) == ConnectedAccount("acct_1", False, False)
    assert stripe_parsing.parse_transfer({"id": "tr_1", "destination_payment": "py_1"}) == Transfer("tr_1", "py_1")
    assert stripe_parsing.parse_transfer({"id": "tr_1", "destination_payment": {"id": "py_1"}}).arrival_id == "py_1"
    assert stripe_parsing.parse_transfer({"id": "tr_1"}).arrival_id == ""


def test_bank_payout_and_dispute_of_stripe():
    sent = {"id": "po_1", "status": "in_transit", "arrival_date": int(datetime(2026, 3, 4, tzinfo=UTC).timestamp())}
    arrives = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert stripe_parsing.parse_bank_payout(sent) == BankPayout("po_1", "in_transit", "", arrives)
    failed = {"id": "po_1", "status": "failed", "failure_code": "account_closed", "failure_message": "Closed."}
    parsed = BankPayout("po_1", "failed", "The bank account has been closed.", None)
    assert stripe_parsing.parse_bank_payout(failed) == parsed
    assert stripe_parsing.parse_bank_payout(failed | {"failure_code": "new"}).failure == "Closed."
    assert stripe_parsing.parse_bank_payout(failed | {"failure_code": "new", "failure_message": None}).failure == "new"
    late = sent | {"arrival_date": int(datetime(2026, 3, 4, 9, 41, 7, tzinfo=UTC).timestamp())}
    assert stripe_parsing.parse_bank_payout(late).arrives_at == arrives

    dispute = {"id": "dp_1", "charge": "ch_1", "status": "needs_response", "reason": "fraudulent", "amount": 10550}
    dispute |= {"currency": "usd", "evidence_details": {"due_by": int(NOW.timestamp())}}
    dispute |= {"balance_transactions": [{"fee": 1500}, {"fee": -500}]}
    parsed = BankDispute("dp_1", "ch_1", "needs_response", "fraudulent", usd("105.50"), Decimal("10.00"), NOW)
    assert stripe_parsing.parse_dispute(dispute) == parsed
    open_end = dispute | {"charge": {"id": "ch_1"}, "evidence_details": {"due_by": None}}
    assert stripe_parsing.parse_dispute(open_end).charge_id == "ch_1"
    assert stripe_parsing.parse_dispute(open_end).answer_by is None


BKASH_PAGE = {
    "paymentID": "TR1",
    "bkashURL": "https://bkash.example/TR1",
    "transactionStatus": "Initiated",
    "amount": "1050.5",
    "currency": "BDT",
    "merchantInvoiceNumber": "77-0123456789ab",
    "paymentCreateTime": "2026-03-01T17:00:00:000 GMT+0600",  # an hour before NOW
}


@pytest.fixture
def now(monkeypatch):
    """The clock stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_page_of_bkash(now):
    parse = bkash_parsing.parse_checkout
    waiting = Checkout("TR1", "https://bkash.example/TR1", "open", False, "", taka("1050.50"), "77")
    assert parse(BKASH_PAGE) == waiting
    paid = BKASH_PAGE | {"transactionStatus": "Completed", "bkashURL": None}
    assert parse(paid) == Checkout("TR1", "", "complete", True, "TR1", taka("1050.50"), "77")
    for name in ("userVerificationStatus", "verificationStatus"):
        assert parse(BKASH_PAGE | {name: "Complete"}).status == "authorized"
    assert parse(BKASH_PAGE | {"userVerificationStatus": "Incomplete"}).status == "open"
    assert parse(BKASH_PAGE | {"transactionStatus": "Authorized"}).status == "open"
    assert parse(BKASH_PAGE | {"transactionStatus": "Cancelled"}).status == "expired"
    assert parse(BKASH_PAGE | {"transactionStatus": "Completed"}).reference == "77"
    for unknown in ("", "MER1231", "77-0123", "77-0123456789abcdef0"):
        assert parse(BKASH_PAGE | {"merchantInvoiceNumber": unknown}).reference == ""
    named_else = {key: value for key, value in BKASH_PAGE.items() if key != "merchantInvoiceNumber"}
    assert parse(named_else | {"merchantInvoice": "77-0123456789ab"}).reference == "77"
    assert parse(named_else).reference == ""


def test_page_of_bkash_is_forgotten_after_a_day(now):
    parse = bkash_parsing.parse_checkout
    assert parse(BKASH_PAGE | {"paymentCreateTime": "2026-02-28T18:00:00:001 GMT+0600"}).status == "open"
    assert parse(BKASH_PAGE | {"paymentCreateTime": "2026-02-28T18:00:00:000 GMT+0600"}).status == "expired"
    assert parse(BKASH_PAGE | {"paymentCreateTime": None}).status == "open"
    for broken in ({"amount": "x"}, {"paymentCreateTime": "yesterday"}, {"transactionStatus": None}):
        with pytest.raises(ProviderUnavailable):
            parse(BKASH_PAGE | broken)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-30T20:15:04:120 GMT+0600", datetime(2026, 11, 30, 20, 15, 4, 120_000, DHAKA)),
        ("2026-11-30T20:15:04.5 GMT+06:00", datetime(2026, 11, 30, 20, 15, 4, 500_000, DHAKA)),
        ("2026-11-30T20:15:04+0600", datetime(2026, 11, 30, 20, 15, 4, 0, DHAKA)),
        ("2026-11-30T20:15:04-0330", datetime(2026, 11, 30, 23, 45, 4, 0, UTC)),
    ],
)
def test_instants_of_bkash(text, instant):
    assert bkash_parsing.parse_instant(text) == instant
    with pytest.raises(ValueError, match="x"):
        bkash_parsing.parse_instant(f"{text}x")


def test_refunds_of_bkash():
    done = {"refundTrxId": "R1", "refundTransactionStatus": "Completed", "refundAmount": "10.005", "sku": "refund-6"}
    failed = {"refundTrxId": "R2", "refundTransactionStatus": "Declined", "refundAmount": "3", "sku": None}
    waiting = {"refundTrxId": "R3", "refundTransactionStatus": "Processing", "refundAmount": "4"}
    rows = bkash_parsing.parse_refunds({"refundTransactions": [done, failed, waiting]})
    assert [row.amount for row in rows] == [Decimal("10.01"), Decimal("3.00"), Decimal("4.00")]
    assert [row.mark for row in rows] == ["refund-6", "", ""]
    assert [row.status for row in rows] == [
        RefundStatus("R1", "succeeded", ""),
        RefundStatus("R2", "failed", "bKash: Declined"),
        RefundStatus("R3", "pending", ""),
    ]
    assert bkash_parsing.parse_refunds({}) == []
    with pytest.raises(ProviderUnavailable):
        bkash_parsing.parse_refunds({"refundTransactions": [{"refundTrxId": "R1"}]})


@pytest.fixture(autouse=True)
def _plain_digests(monkeypatch):
    """The mark of a card is read as what it was made of; the keys of a site stand in its database."""
    monkeypatch.setattr(site_keys, "digest", lambda purpose, text: f"{purpose}: {text}")


ENDS = NOW + timedelta(minutes=10)
TRAN_ID = "77-0123456789abcdef"
TRIED = {
    "tran_id": TRAN_ID,
    "val_id": " v1 ",
    "status": "valid",
    "amount": "1050.50",
    "store_amount": "1024.2375",
    "currency_type": "BDT",
    "bank_tran_id": "b1",
    "card_no": "017 1100-0001",
    "card_issuer": "BKash Mobile Banking",
    "risk_level": 0,
    "tran_date": "2026-03-01 18:00:00",
}


def tried(**more: object) -> sslcommerz_parsing.Transaction:
    asked_for = signing.sign_expected(TRAN_ID, signing.Expected(taka("1050.50"), ENDS))
    return sslcommerz_parsing.parse_transaction(TRIED | {"value_b": asked_for} | more)


def test_transaction_of_sslcommerz():
    row = tried()
    assert (row.tran_id, row.val_id, row.status, row.bank_tran_id) == (TRAN_ID, "v1", "VALID", "b1")
    assert (row.money, row.net, row.date) == (taka("1050.50"), Decimal("1024.24"), "2026-03-01 18:00:00")
    assert (row.is_paid, row.is_expected, row.is_risky) == (True, True, False)
    assert row.card == f"{site_keys.WALLETS}: 01711000001|BKash Mobile Banking"
    assert row.expected == signing.Expected(taka("1050.50"), ENDS)
    assert tried(card_no="432149XXXXXX0667").card == ""
    assert tried(risk_level="1").is_risky
    assert [tried(status=each).is_paid for each in ("VALIDATED", "FAILED", "")] == [True, False, False]
    assert not tried(val_id=None).is_paid
    bare = tried(amount="", store_amount=None, value_b="forged")
    assert (bare.money, bare.net, bare.expected, bare.is_expected) == (taka("0.00"), None, None, False)
    assert not tried(amount="1050.51").is_expected


def test_currency_and_amounts_of_sslcommerz():
    assert tried(currency_type="usd").money == usd("1050.50")
    assert tried(currency_type="", currency="USD").money == usd("1050.50")
    assert tried(currency_type="", currency=None).money == taka("1050.50")
    assert tried(amount="0").money == taka("0")
    for wrong in ({"amount": "1.005"}, {"amount": "-1"}, {"amount": "x"}, {"store_amount": "-1"}, {"currency": "XQX"}):
        with pytest.raises(NotUnderstood, match=r"^(amount|currency) \S+$"):
            tried(**wrong)


def test_list_of_sslcommerz_has_our_number_alone_in_order():
    parse = sslcommerz_parsing.parse_list
    other = TRIED | {"tran_id": "78-0123456789abcdef"}
    later = TRIED | {"val_id": "v0", "tran_date": "2026-03-01 18:00:01"}
    second = TRIED | {"val_id": "v2"}
    assert [row.val_id for row in parse({"element": [later, second, other, TRIED]}, TRAN_ID)] == ["v1", "v2", "v0"]
    assert parse({"element": ""}, TRAN_ID) == parse({}, TRAN_ID) == []
    for wrong in ({"element": "x"}, {"element": ["x"]}, {"element": [TRIED, "x"]}):
        with pytest.raises(NotUnderstood, match="^element$"):
            parse(wrong, TRAN_ID)


def test_page_and_payment_of_sslcommerz():
    row, failed, make = tried(), tried(status="FAILED"), sslcommerz_parsing.make_checkout
    paid = Checkout(TRAN_ID, "", "complete", True, "v1", taka("1050.50"), "77")
    assert make(TRAN_ID, [failed, row], row, NOW) == paid
    assert make(TRAN_ID, [failed], None, NOW) == Checkout(TRAN_ID, "", "open", False, "", taka("1050.50"), "77")
    assert make(TRAN_ID, [failed], None, ENDS).status == "expired"
    assert make(TRAN_ID, [], None, ENDS) == Checkout(TRAN_ID, "", "open", False, "", taka("0.00"), "77")
    less = tried(amount="1000")
    assert make(TRAN_ID, [less], less, NOW) == Checkout(TRAN_ID, "", "complete", False, "v1", taka("1000.00"), "77")
    payment = Payment("v1", "succeeded", "b1", taka("1050.50"), Decimal("26.26"), row.card, is_suspect=False)
    assert sslcommerz_parsing.make_payment(row) == payment
    unclear = sslcommerz_parsing.make_payment(tried(store_amount="", risk_level="1"))
    assert (unclear.fee, unclear.is_suspect) == (Decimal("0.00"), True)


def test_refund_of_sslcommerz():
    parse = sslcommerz_parsing.parse_refund
    assert parse({"refund_ref_id": "r1", "status": "Refunded"}) == RefundStatus("r1", "succeeded", "")
    running = {"refund_ref_id": "r1", "status": "processing", "errorReason": "x"}
    assert parse(running) == RefundStatus("r1", "pending", "")
    assert parse({"refund_ref_id": "r1", "status": "cancelled"}) == RefundStatus("r1", "canceled", "cancelled")
    closed = {"refund_ref_id": "r1", "status": "cancelled", "errorReason": "Closed"}
    assert parse(closed) == RefundStatus("r1", "canceled", "Closed")
    with pytest.raises(NotUnderstood, match="^refund lost$"):
        parse({"refund_ref_id": "r1", "status": "lost"})


def test_token_of_bkash(monkeypatch):
    """It counts for an hour unless bKash says otherwise, and need not be renewable."""
    monkeypatch.setattr(clock, "wall", lambda: NOW)
    for more, refresh, seconds in (
        ({}, "", 3600),
        ({"refresh_token": "r", "expires_in": "60"}, "r", 60),
        ({"refresh_token": None, "expires_in": None}, "", 3600),
    ):
        token = bkash_token._parsed({"id_token": "t", **more})
        assert token == bkash_token.Token("t", refresh, NOW.timestamp() + seconds)
    for wrong in ({}, {"id_token": "t", "expires_in": "soon"}, {"id_token": "t", "expires_in": [1]}):
        with pytest.raises(ProviderUnavailable):
            bkash_token._parsed(wrong)
