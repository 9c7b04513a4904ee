"""SSLCOMMERZ's client, each function of the port, over real HTTP against the stand-in with books of its own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import signing

from market.core.base import clock, http_client
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider import port, sslcommerz_signing
from market.payments.provider import sslcommerz as client
from market.payments.provider.port import ProviderRefused
from market.payments.provider.types import RefundRequest
from market.sandbox.models import SslcommerzPayment, SslcommerzRefund, SslcommerzSession
from market.sandbox.sslcommerz import actions
from tests.sslcommerz import SITE, request_of, taka

pytestmark = pytest.mark.django_db


def test_module_is_a_pay_in():
    names = {name for name in vars(port.PayIn) if not name.startswith("_")}
    assert len(names) == 12
    assert all(callable(getattr(client, name)) for name in names)


def test_page_is_made_for_the_amount_under_our_number(sslcommerz):
    page = sslcommerz.create(7, "1200.50")
    assert (page.status, page.is_paid, page.payment_id, page.charged) == ("open", False, "", taka("1200.50"))
    assert (page.reference, len(page.id)) == ("7", 30)
    assert page.url.startswith(f"{SITE}/sandbox/sslcommerz/EasyCheckOut/")
    session = SslcommerzSession.objects.get()
    assert (session.tran_id, session.amount, session.currency) == (page.id, Decimal("1200.50"), "BDT")
    assert (session.product_name, session.ipn_url) == ("চা দোকানের লোগো", f"{SITE}/webhooks/sslcommerz/")
    assert session.cancel_url == f"{SITE}/money/back/sslcommerz/cancelled/"
    assert client.retrieve_checkout(page.id) == client.Checkout(page.id, "", "open", False, "", page.charged, "7")


def test_same_request_has_the_same_number_and_another_key_has_another(sslcommerz):
    assert sslcommerz.create().id == sslcommerz.create().id
    assert sslcommerz.create(key="funding:7:bn").id != sslcommerz.create().id
    with pytest.raises(ValueError, match="tran_id"):
        sslcommerz_signing.make_tran_id("9" * 18, "key")


@pytest.mark.parametrize("charge", [taka("9.99"), taka("500000.01"), Money(Decimal(50), "USD")])
def test_amounts_and_currencies_that_they_do_not_take_are_refused(sslcommerz, charge):
    with pytest.raises(ProviderRefused):
        client.create_checkout(request_of(charge=charge))
    assert not SslcommerzSession.objects.exists()


def test_long_addresses_and_titles_fit(sslcommerz):
    page = sslcommerz.create(email=f"{'x' * 60}@demo.test", lines=[("দীর্ঘ " * 100, taka("1200.00"))])
    assert page.status == "open"
    assert len(SslcommerzSession.objects.get().product_name) == 255


def test_payment_counts_with_what_they_keep_of_it(sslcommerz):
    page = sslcommerz.paid()
    paid = client.retrieve_checkout(page.id)
    assert (paid.status, paid.is_paid, paid.charged, paid.reference) == ("complete", True, taka("1200.00"), "7")
    assert client.capture_checkout(page.id) == paid
    payment = client.retrieve_payment(paid.payment_id)
    row = SslcommerzPayment.objects.get()
    assert (payment.received, payment.fee) == (taka("1200.00"), Decimal("30.00"))
    assert (payment.charge_id, payment.status, payment.is_suspect) == (row.bank_tran_id, "succeeded", False)
    assert row.status == "VALIDATED"
    assert client.surplus_payments(page.id) == [payment]


def test_wallet_is_known_again_and_a_masked_card_is_not(sslcommerz):
    page = sslcommerz.paid()
    payment_id = client.retrieve_checkout(page.id).payment_id
    marks = []
    for number in ("01712345678", "01712-345678", "01812345678", "418117XXXXXX6675", "418117******6675", ""):
        sslcommerz.change(page, card_no=number)
        marks.append(client.retrieve_payment(payment_id).card)
    assert marks[0] == marks[1] != marks[2]
    assert (len(marks[0]), marks[3:]) == (64, ["", "", ""])


def test_declined_and_cancelled_tries_leave_the_page_open_until_its_time_is_over(sslcommerz, travel):
    page = sslcommerz.paid("decline")
    sslcommerz.click(page, "cancel")
    assert client.retrieve_checkout(page.id).status == "open"
    assert client.retrieve_checkout(page.id).charged == taka("1200.00")
    sslcommerz.click(page, "pay")
    assert client.retrieve_checkout(page.id).is_paid
    other = sslcommerz.paid("decline", number=8)
    travel(timedelta(hours=1, seconds=1))
    assert client.retrieve_checkout(other.id).status == "expired"


def test_page_that_nobody_has_heard_of_is_open(sslcommerz):
    nothing = client.retrieve_checkout("7-00112233445566778899aabbccdd")
    assert (nothing.status, nothing.is_paid, nothing.charged) == ("open", False, taka("0.00"))


def test_expiring_says_that_nothing_was_paid_and_refuses_what_is(sslcommerz):
    page = sslcommerz.create()
    assert client.expire_checkout(page.id).status == "expired"
    sslcommerz.click(page, "time_out")
    assert client.expire_checkout(page.id).status == "expired"
    sslcommerz.click(page, "pay_late")
    with pytest.raises(ProviderRefused, match="has come"):
        client.expire_checkout(page.id)
    assert client.retrieve_checkout(page.id).is_paid, "it came late"


def test_another_amount_never_counts_and_says_what_came(sslcommerz):
    page = sslcommerz.paid("pay_less")
    came = client.retrieve_checkout(page.id)
    assert (came.status, came.is_paid, came.charged) == ("complete", False, taka("1199.99"))
    assert [each.id for each in client.surplus_payments(page.id)] == [came.payment_id]
    sslcommerz.create()
    other = SslcommerzSession.objects.order_by("-pk").first()
    actions.pay(other.sessionkey)
    right = client.retrieve_checkout(page.id)
    assert (right.is_paid, right.charged) == (True, taka("1200.00")), "the right one counts, though it came later"
    assert {each.received for each in client.surplus_payments(page.id)} == {taka("1199.99"), taka("1200.00")}


def test_another_currency_never_counts(sslcommerz):
    page = sslcommerz.paid()
    SslcommerzSession.objects.update(currency="USD")
    came = client.retrieve_checkout(page.id)
    assert (came.status, came.is_paid, str(came.charged.currency)) == ("complete", False, "USD")


ANOTHER_PURPOSE = signing.dumps(["1200.00", "BDT", 2**31], salt="another")


@pytest.mark.parametrize("value", ["", "forged", ANOTHER_PURPOSE], ids=["missing", "forged", "another purpose"])
def test_payment_whose_page_we_did_not_sign_never_counts(sslcommerz, value):
    page = sslcommerz.paid()
    SslcommerzSession.objects.update(carried={"value_b": value})
    came = client.retrieve_checkout(page.id)
    assert (came.status, came.is_paid, came.charged) == ("complete", False, taka("1200.00"))
    assert came.payment_id == SslcommerzPayment.objects.get().val_id


def test_signature_of_one_page_does_not_serve_another(sslcommerz):
    cheap, dear = sslcommerz.create(7, "10.00"), sslcommerz.paid(number=8, amount="5000.00")
    sslcommerz.change(dear, amount=Decimal("10.00"))
    of_cheap = SslcommerzSession.objects.get(tran_id=cheap.id).carried
    SslcommerzSession.objects.filter(tran_id=dear.id).update(carried=of_cheap)
    assert not client.retrieve_checkout(dear.id).is_paid


def test_payment_that_the_validation_does_not_confirm_leaves_all_as_it_is(sslcommerz, monkeypatch):
    page, other = sslcommerz.create(), sslcommerz.paid(number=8)
    row = SslcommerzPayment.objects.get(session__tran_id=other.id)
    element = {"status": "VALID", "tran_id": page.id, "val_id": row.val_id, "amount": "1200.00"}
    monkeypatch.setattr(client, "_query", lambda **_fields: {"element": [element]})
    for call in (client.retrieve_checkout, client.expire_checkout):
        with pytest.raises(ProviderUnavailable):
            call(page.id)


def test_paid_twice_names_both_payments(sslcommerz, travel):
    page = sslcommerz.create()
    again = sslcommerz.create()
    sslcommerz.click(page, "pay")
    travel(timedelta(seconds=5))
    sslcommerz.click(again, "pay")
    assert page.id == again.id
    paid = client.retrieve_checkout(page.id)
    first, second = SslcommerzPayment.objects.order_by("pk")
    assert [each.id for each in client.surplus_payments(page.id)] == [first.val_id, second.val_id]
    assert paid.payment_id == first.val_id
    third = sslcommerz.paid("pay_twice", number=9)
    assert len(client.surplus_payments(third.id)) == 2


def test_risky_payment_is_suspect_until_it_is_approved_there(sslcommerz):
    page = sslcommerz.paid("pay_risky")
    paid = client.retrieve_checkout(page.id)
    assert paid.is_paid
    assert client.retrieve_payment(paid.payment_id).is_suspect
    row = SslcommerzPayment.objects.get()
    assert "Approve the risky payment" in sslcommerz.browser.get("/sandbox/").content.decode()
    sslcommerz.browser.post(f"/sandbox/sslcommerz/payments/{row.pk}/approve/")
    assert not client.retrieve_payment(paid.payment_id).is_suspect


def test_payment_that_is_none_is_refused(sslcommerz):
    with pytest.raises(ProviderRefused, match="no payment"):
        client.retrieve_payment("2611301200nothing")


def test_refunds_in_parts_until_nothing_is_left(sslcommerz):
    page = sslcommerz.paid()
    first = client.create_refund(sslcommerz.refund_of(page, "200.00", "5"))
    assert (first.status, bool(first.id)) == ("pending", True)
    request = sslcommerz.refund_of(page, "200.00", "5")
    assert client.retrieve_refund(request, first.id) == client.RefundStatus(first.id, "succeeded", "")
    assert client.create_refund(request).id == first.id, "the same request makes no second one"
    second = client.create_refund(sslcommerz.refund_of(page, "1000.00", "6"))
    assert second.id != first.id
    with pytest.raises(ProviderRefused, match=r"greater than what is left.*refund_trans_id 7-"):
        client.create_refund(sslcommerz.refund_of(page, "0.01", "7"))
    assert client.find_refund(request) is None
    assert sorted(SslcommerzRefund.objects.values_list("amount", flat=True)) == [Decimal(200), Decimal(1000)]


def test_number_of_a_refund_outlives_our_keys(sslcommerz, settings):
    request = RefundRequest("val", "bank", taka("1.00"), "5")
    number = client.refund_number(request)
    settings.SECRET_KEY = "another"
    assert client.refund_number(request) == number
    assert len(number) <= 30
    assert client.refund_number(RefundRequest("val", "other bank", taka("1.00"), "5")) != number


@pytest.mark.parametrize(
    ("fault", "status", "failure"), [("refund_pending", "succeeded", ""), ("refund_failed", "canceled", "cancelled")]
)
def test_refund_that_takes_a_day(sslcommerz, travel, fault, status, failure):
    page = sslcommerz.paid()
    sslcommerz.plan(fault)
    request = sslcommerz.refund_of(page, "200.00")
    refund = client.create_refund(request)
    assert client.retrieve_refund(request, refund.id).status == "pending"
    travel(timedelta(days=1))
    assert client.retrieve_refund(request, refund.id) == client.RefundStatus(refund.id, status, failure)
    left = "1000.00" if status == "succeeded" else "1200.00"
    assert client.create_refund(sslcommerz.refund_of(page, left, "6")).id


def test_refund_whose_answer_was_lost_is_found_by_asking_again(sslcommerz):
    page = sslcommerz.paid()
    request = sslcommerz.refund_of(page, "1200.00")
    sslcommerz.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        client.create_refund(request)
    refund = client.create_refund(request)
    assert client.retrieve_refund(request, refund.id).status == "succeeded"
    assert SslcommerzRefund.objects.count() == 1


def test_refund_of_another_payment_is_not_believed(sslcommerz):
    page = sslcommerz.paid()
    request = sslcommerz.refund_of(page, "200.00")
    refund = client.create_refund(request)
    with pytest.raises(ProviderUnavailable):
        client.retrieve_refund(RefundRequest("val", "another", request.amount, "5"), refund.id)
    with pytest.raises(ProviderRefused, match="No such refund"):
        client.retrieve_refund(request, "nothing")


def test_faults_of_the_api_pass_or_stay(sslcommerz):
    sslcommerz.plan("api_error", 2)
    for _time in range(2):
        with pytest.raises(ProviderUnavailable):
            sslcommerz.create()
    assert sslcommerz.create().status == "open"
    sslcommerz.plan("api_refused")
    with pytest.raises(ProviderRefused, match="as the desk asked for"):
        sslcommerz.create()
    sslcommerz.plan("api_refused")
    with pytest.raises(ProviderRefused, match="INVALID_REQUEST"):
        client.retrieve_checkout("7-0011223344556677")


def test_slow_answers_are_given_up(sslcommerz, monkeypatch):
    page = sslcommerz.create()
    monkeypatch.setattr(client, "TIMEOUT", 0.2)
    sslcommerz.plan("slow", seconds=1)
    with pytest.raises(ProviderUnavailable):
        client.retrieve_checkout(page.id)


def test_wrong_password_is_no_refusal(sslcommerz, settings, monkeypatch):
    page = sslcommerz.paid()
    encode = client.urlencode
    monkeypatch.setattr(client, "urlencode", lambda fields: encode({**fields, "store_passwd": "wrong"}))
    calls = [
        lambda: client.create_checkout(request_of()),
        lambda: client.retrieve_checkout(page.id),
        lambda: client.retrieve_payment("x"),
        lambda: client.create_refund(RefundRequest("val", "bank", taka("10.00"), "5")),
    ]
    for call in calls:
        with pytest.raises(ProviderUnavailable):
            call()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"APIConnect": "DONE", "element": 7}',
        b'{"APIConnect": "DONE", "element": [7]}',
        b'{"APIConnect": "DONE", "element": [{"tran_id": "7-0011223344556677", "amount": "12.345"}]}',
        b'{"APIConnect": "DONE", "element": [{"tran_id": "7-0011223344556677", "amount": "NaN"}]}',
        b'{"APIConnect": "DONE", "element": [{"tran_id": "7-0011223344556677", "currency": "XYZ"}]}',
        b'{"APIConnect": "INACTIVE"}',
        b"{}",
    ],
)
def test_answer_that_is_not_as_published_is_no_answer(settings, monkeypatch, body):
    monkeypatch.setattr(http_client, "get", lambda *args, **options: http_client.Answer(200, body))
    with pytest.raises(ProviderUnavailable):
        client.retrieve_checkout("7-0011223344556677")


def test_server_that_is_away(settings, db):
    settings.SSLCOMMERZ_API_BASE = "http://127.0.0.1:9/none"
    with pytest.raises(ProviderUnavailable):
        client.create_checkout(request_of())


def test_what_they_do_not_tell(sslcommerz):
    assert client.balances() is None
    assert list(client.recent_events(since=clock.now())) == []


@pytest.mark.parametrize(
    ("reason", "raised"),
    [
        ("Insufficient balance in the store", ProviderUnavailable),
        ("Low store balance", ProviderUnavailable),
        ("Refund amount is greater than what is left.", ProviderRefused),
    ],
)
def test_refund_waits_for_money_of_ours(monkeypatch, reason, raised):
    monkeypatch.setattr(client, "_query", lambda **_fields: {"status": "failed", "errorReason": reason})
    with pytest.raises(raised):
        client.create_refund(RefundRequest("val", "bank", taka("10.00"), "5"))
