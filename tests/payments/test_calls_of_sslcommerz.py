"""What is sent to SSLCOMMERZ and what is read from its answer, word for word: records/calls_of_sslcommerz_*.txt."""

from functools import partial

import pytest

from market.core.base import site_keys
from market.payments.provider import sslcommerz
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.types import RefundRequest
from tests.payments.provider_line import NOON, SITE, order, taka, usd

DONE = {"APIConnect": "DONE"}
SESSION = {"status": "SUCCESS", "GatewayPageURL": "https://ssl.example/1"}
TRY = {
    "val_id": "V1",
    "status": "VALID",
    "amount": "1200.00",
    "currency_type": "BDT",
    "store_amount": "1170.00",
    "bank_tran_id": "B1",
    "tran_date": "2026-03-01 12:00:00",
    "card_no": "01712345678",
    "card_issuer": "bKash",
    "risk_level": "0",
}


@pytest.fixture
def paid_try(line, settings, monkeypatch) -> dict[str, str]:
    """A payment at SSLCOMMERZ, with the site set to talk to it by that line."""
    settings.SECRET_KEY, settings.SSLCOMMERZ_STORE_ID, settings.SSLCOMMERZ_STORE_PASSWORD = "s" * 50, "shop", "word"
    settings.SSLCOMMERZ_API_BASE, settings.SITE_URL = "https://sslcommerz.example", SITE
    settings.DEFAULT_FROM_EMAIL = "Amar Kaj <hello@amarkaj.example>"
    monkeypatch.setattr(site_keys, "digest", lambda purpose, text: f"digest of {purpose} {text}")
    number = signing.make_tran_id("7", "funding:7")
    signed = signing.sign_expected(number, signing.Expected(taka("1200.00"), NOON))
    monkeypatch.setattr(signing, "sign_returns", lambda *urls: f"signed {' '.join(urls)}")
    monkeypatch.setattr(signing, "sign_expected", lambda tran_id, expected: f"signed {tran_id} {expected}")
    return TRY | {"tran_id": number, "value_b": signed}


def test_pages_of_sslcommerz(line, paid_try):
    call, make = line.call, sslcommerz.create_checkout
    call("create_checkout", lambda: make(order(taka("1200.00"))), SESSION)
    long = {"email": f"{'a' * 33}@demo.test.example", "lines": [("T" * 256, taka("1200.00"))]}
    call("create_checkout, long", lambda: make(order(taka("1200.00"), **long)), SESSION)
    call("create_checkout, no title", lambda: make(order(taka("1200.00"), lines=[])), SESSION)
    for problem in ({"failedreason": "Store Credential Error"}, {"failedreason": "Amount"}, {}):
        call(f"create_checkout, {problem}", lambda: make(order(taka("1200.00"))), {"status": "FAILED", **problem})
    call("create_checkout, no page", lambda: make(order(taka("1200.00"))), SESSION | {"GatewayPageURL": None})
    for charge in (usd("100.00"), taka("9.99"), taka("500000.01")):
        call(f"create_checkout, {charge}", lambda c=charge: make(order(c)))
    line.require("calls_of_sslcommerz_pages")


def test_state_of_a_page_of_sslcommerz(db, line, paid_try):
    call, row, look = line.call, paid_try, partial(sslcommerz.retrieve_checkout, paid_try["tran_id"])
    other = row | {"amount": "1100.00", "val_id": "V0"}
    call("retrieve_checkout", look, DONE | {"element": [other, row]}, DONE | row)
    wrong = DONE | {"status": "INVALID_TRANSACTION"}
    call("retrieve_checkout, second confirmed", look, DONE | {"element": [row, other]}, wrong, DONE | other)
    call("retrieve_checkout, not confirmed", look, DONE | {"element": [row]}, DONE | row | {"val_id": "V9"})
    call("retrieve_checkout, of another number", look, DONE | {"element": [row]}, DONE | row | {"tran_id": "8"})
    call("retrieve_checkout, no tries", look, DONE | {"element": ""})
    closed = {"APIConnect": "FAILED", "status": "VALID"}
    call("retrieve_checkout, not shown now", look, DONE | {"element": [row]}, closed)
    call("retrieve_checkout, refused", look, {"APIConnect": "INVALID_REQUEST"})
    call("retrieve_checkout, refused why", look, {"APIConnect": "INVALID_REQUEST", "errorReason": "No."})
    call("retrieve_checkout, closed", look, {"APIConnect": "INACTIVE"})
    call("retrieve_checkout, away", look, (500, {}))
    line.require("calls_of_sslcommerz_states")


def test_payments_of_sslcommerz(db, line, paid_try):
    call, row, number = line.call, paid_try, paid_try["tran_id"]
    call("expire_checkout, paid", lambda: sslcommerz.expire_checkout(number), DONE | {"element": [row]}, DONE | row)
    call("expire_checkout", lambda: sslcommerz.expire_checkout(number), DONE | {"element": []})
    call("retrieve_payment", lambda: sslcommerz.retrieve_payment("V1"), DONE | row)
    call("retrieve_payment, none", lambda: sslcommerz.retrieve_payment("V1"), DONE | row | {"status": "FAILED"})
    call("retrieve_payment, unreadable", lambda: sslcommerz.retrieve_payment("V1"), DONE | row | {"amount": "x"})
    again = row | {"val_id": "V2", "risk_level": "1", "tran_date": "2026-03-02 12:00:00"}
    answers = [DONE | {"element": [again, row]}, DONE | row, DONE | again]
    call("surplus_payments", lambda: sslcommerz.surplus_payments(number), *answers)
    line.require("calls_of_sslcommerz_payments")


def test_refunds_of_sslcommerz(line, paid_try):
    call = line.call
    back, begun = RefundRequest("V1", "B1", taka("100.00"), "5"), {"status": "success", "refund_ref_id": "R1"}
    for answer in (begun, begun | {"status": "processing"}, {"status": "success"}, begun | {"status": "odd"}):
        call(f"create_refund, {answer}", lambda: sslcommerz.create_refund(back), DONE | answer)
    for reason in ("Low balance", "Too much.", None):
        answer = DONE | {"status": "failed", "errorReason": reason}
        call(f"create_refund, {reason}", lambda: sslcommerz.create_refund(back), answer)
    long_mark = RefundRequest("V1", "B1", taka("100.00"), "5" * 20)
    call("create_refund, long", lambda: sslcommerz.create_refund(long_mark), DONE | begun)
    state = DONE | {"bank_tran_id": "B1", "status": "refunded", "refund_ref_id": "R0"}
    call("retrieve_refund", lambda: sslcommerz.retrieve_refund(back, "R1"), state)
    call("retrieve_refund, of another", lambda: sslcommerz.retrieve_refund(back, "R1"), state | {"bank_tran_id": "B2"})
    line.require("calls_of_sslcommerz_refunds")


@pytest.mark.parametrize(("letters", "is_named"), [(40, True), (41, False)])
def test_longest_address_of_a_client(letters, is_named):
    email = f"{'a' * letters}@demo.test"
    fields = sslcommerz._session_fields("T1", order(taka("1200.00"), email=email))
    assert (fields["cus_email"] == email) is is_named
