"""The local bKash: its protocol as published, its page in both languages, and the desk."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from market.core.base import clock
from market.sandbox.bkash import actions, key, tokens
from market.sandbox.models import BkashNotice, BkashPayment, Fault
from tests.architecture.test_bangla_pages import leaks

pytestmark = pytest.mark.django_db
V1, V2 = "/sandbox/bkash/v1.2.0-beta/tokenized/checkout", "/sandbox/bkash/v2/tokenized-checkout/refund/payment"
WORD = "bkash_sandbox"
KEYS = {"app_key": WORD, "app_secret": WORD}
NAMES = {"username": WORD, "password": WORD}
ORDER = {
    "mode": "0011",
    "payerReference": "7",
    "callbackURL": "http://localhost:8000/back/",
    "amount": "1050.00",
    "currency": "BDT",
    "intent": "sale",
    "merchantInvoiceNumber": "7-0123abcd",
}


def post(path: str, fields: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    body = fields if isinstance(fields, bytes) else json.dumps(fields)
    answer = Client().post(path, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def granted() -> dict[str, str]:
    status, answer = post(f"{V1}/token/grant", KEYS, **NAMES)
    assert (status, answer["statusCode"], answer["token_type"], answer["expires_in"]) == (200, "0000", "Bearer", 3600)
    return answer


def call(path: str, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return post(path, fields, **{"authorization": granted()["id_token"], "x-app-key": WORD})


def created(**more: str) -> dict[str, Any]:
    status, answer = call(f"{V1}/create", {**ORDER, **more})
    assert (status, answer["statusCode"]) == (200, "0000"), answer
    return answer


def paid(**more: str) -> dict[str, Any]:
    payment = created(**more)["paymentID"]
    actions.agree(payment)
    return call(f"{V1}/execute", {"paymentID": payment})[1]


def test_created_payment_has_the_published_fields(client):
    answer = created()
    names = "statusCode statusMessage paymentID bkashURL callbackURL successCallbackURL failureCallbackURL"
    names += " cancelledCallbackURL amount intent currency paymentCreateTime transactionStatus merchantInvoiceNumber"
    assert set(answer) == set(names.split())
    assert answer["paymentID"].startswith("TR0011")
    assert answer["transactionStatus"] == "Initiated"
    assert answer["paymentCreateTime"].endswith(" GMT+0600")
    back = f"http://localhost:8000/back/?paymentID={answer['paymentID']}&status=cancel"
    assert answer["cancelledCallbackURL"].startswith(back)
    assert answer["bkashURL"].startswith("http://localhost:8000/sandbox/bkash/pay/TR0011")


def test_executed_queried_and_searched_payment_have_the_published_fields():
    answer = paid()
    names = "statusCode statusMessage paymentID payerReference customerMsisdn trxID amount transactionStatus"
    assert set(answer) == set(f"{names} paymentExecuteTime currency intent merchantInvoiceNumber".split())
    assert len(answer["trxID"]) == 10
    query = call(f"{V1}/payment/status", {"paymentID": answer["paymentID"]})[1]
    names = "statusCode statusMessage paymentID mode paymentCreateTime paymentExecuteTime trxID amount currency intent"
    assert set(query) == set(f"{names} merchantInvoice transactionStatus verificationStatus payerReference".split())
    assert (query["transactionStatus"], query["verificationStatus"]) == ("Completed", "Complete")
    shown = call(f"{V1}/general/searchTransaction", {"trxID": answer["trxID"]})[1]
    names = "statusCode statusMessage trxID initiationTime completedTime transactionType customerMsisdn"
    assert set(shown) == set(f"{names} transactionStatus amount currency organizationShortCode".split())
    assert call(f"{V1}/general/searchTransaction", {})[1]["statusCode"] == "2033"


def test_refunds_have_the_published_fields():
    payment = paid()
    sent = {"paymentId": payment["paymentID"], "trxId": payment["trxID"], "refundAmount": "50.5", "sku": "1"}
    status, answer = call(f"{V2}/transaction", {**sent, "reason": "Because"})
    names = "originalTrxId refundTrxId refundTransactionStatus originalTrxAmount refundAmount currency completedTime"
    assert (status, set(answer)) == (200, set(f"{names} sku reason".split()))
    status, listed = call(f"{V2}/status", sent)
    names = "originalTrxId originalTrxAmount originalTrxCompletedTime refundTransactions"
    assert (status, set(listed)) == (200, set(names.split()))
    names = "refundTrxId refundTransactionStatus refundAmount completedTime"
    assert [set(each) for each in listed["refundTransactions"]] == [set(names.split())]
    assert call(f"{V2}/transaction", sent) == (400, {"message": "Invalid request body"})
    status, refusal = call(f"{V2}/transaction", {**sent, "reason": "r", "refundAmount": "1000"})
    assert (status, refusal["externalCode"]) == (400, "2072")
    assert set(refusal) == {"internalCode", "externalCode", "errorMessageEn", "errorMessageBn"}
    assert call(f"{V2}/status", {**sent, "trxId": "OTHER"})[1]["externalCode"] == "2033"
    assert actions.balance() == Decimal("1050.00") - Decimal("19.43") - Decimal("50.50")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"mode": "0001"}, "2063"),
        ({"amount": "0.5"}, "2006"),
        ({"amount": "12.345"}, "2006"),
        ({"amount": 12}, "2006"),
        ({"amount": "-5"}, "2006"),
        ({"currency": "USD"}, "2007"),
        ({"intent": "authorization"}, "2008"),
        ({"callbackURL": "javascript:x"}, "2049"),
        ({"merchantInvoiceNumber": ""}, "2031"),
        ({"merchantInvoiceNumber": "a&b"}, "2031"),
        ({"payerReference": None}, "2048"),
        ({"mode": None}, "2065"),
    ],
)
def test_wrong_orders_are_refused(changed, code):
    fields = {name: value for name, value in {**ORDER, **changed}.items() if value is not None}
    status, answer = call(f"{V1}/create", fields)
    assert (status, answer["statusCode"]) == (200, code)
    assert set(answer) == {"statusCode", "statusMessage"}
    assert not BkashPayment.objects.exists()


def test_calls_need_a_token_of_this_hour(monkeypatch):
    token = granted()
    path, fields = f"{V1}/create", ORDER
    assert post(path, fields) == (401, {"message": "Unauthorized"})
    assert post(path, fields, authorization="x", **{"x-app-key": WORD})[0] == 401
    assert post(path, fields, authorization=token["refresh_token"], **{"x-app-key": WORD})[0] == 401
    assert post(path, fields, authorization=token["id_token"])[1]["statusCode"] == "2001"
    monkeypatch.setattr(tokens, "TOKEN_FOR", -1)
    over = post(path, fields, authorization=token["id_token"], **{"x-app-key": WORD})
    assert over == (401, {"message": "The incoming token has expired"})
    fresh = post(f"{V1}/token/refresh", {**KEYS, "refresh_token": token["refresh_token"]}, **NAMES)[1]
    assert fresh["id_token"]
    assert post(f"{V1}/token/refresh", {**KEYS, "refresh_token": signing.dumps(1)}, **NAMES)[0] == 401
    assert post(f"{V1}/token/grant", KEYS)[0] == 401
    assert post(f"{V1}/token/grant", {}, **NAMES)[1]["statusCode"] == "2001"
    for nonsense in (b"", b"[]", b"\xff"):
        assert post(f"{V1}/token/grant", nonsense, **NAMES)[0] == 400


def test_payment_is_executed_once():
    payment = paid()
    assert call(f"{V1}/execute", {"paymentID": payment["paymentID"]})[1]["statusCode"] == "2117"
    assert call(f"{V1}/create", ORDER)[1]["statusCode"] == "2029", "its invoice was paid"
    other = created(merchantInvoiceNumber="8-0123abcd", amount="5")["paymentID"]
    assert call(f"{V1}/execute", {"paymentID": other})[1]["statusCode"] == "2056", "nobody agreed"
    assert call(f"{V1}/execute", {"paymentID": "NONE"})[1]["statusCode"] == "2002"


def test_fault_of_the_stand_in_itself_is_a_500(monkeypatch, caplog):
    monkeypatch.setattr(actions, "create_payment", lambda **_fields: 1 / 0)
    assert call(f"{V1}/create", ORDER)[0] == 500
    assert "ZeroDivisionError" in caplog.text


def plan(kind: Fault.Kind, times: int = 1) -> None:
    Fault.objects.create(kind=kind, left=times, at=clock.wall())


def test_planned_faults_of_calls():
    headers = {"authorization": granted()["id_token"], "x-app-key": WORD}
    for kind, status in (("token", 401), ("error", 500), ("refused", 200), ("lost_answer", 504)):
        plan(Fault.Kind(f"bkash_{kind}"))
        assert post(f"{V1}/create", ORDER, **headers)[0] == status, kind
    assert BkashPayment.objects.count() == 1, "done, though the answer was lost"
    assert not Fault.objects.filter(left__gt=0).exists()


@pytest.mark.parametrize("language", ["en", "bn"])
def test_page_speaks_the_language_of_its_reader(client, language):
    page = f"/sandbox/bkash/pay/{created()['paymentID']}/"
    headers = {"accept-language": language}
    for state in ("initiated", "agreed", "ended"):
        BkashPayment.objects.update(state=state)
        html = client.get(page, headers=headers).content.decode()
        assert leaks(html, language) == set()
        assert ("৳১,০৫০" in html) == (language == "bn")
    BkashPayment.objects.update(state="initiated")
    html = client.post(page, {"outcome": "succeed", "wallet": "12"}, headers=headers).content.decode()
    assert leaks(html, language) == set()


def test_wallet_is_a_number_of_either_script(client):
    page = f"/sandbox/bkash/pay/{created()['paymentID']}/"
    for wrong in ("12", "02123456789"):
        assert client.post(page, {"outcome": "succeed", "wallet": wrong}).status_code == 400
    assert client.post(page, {"outcome": "sideways"}).status_code == 400
    assert client.get("/sandbox/bkash/pay/NONE/").status_code == 404
    assert client.post(page, {"outcome": "succeed", "wallet": "+৮৮০১৭১২৩৪৫৬৭৮"}).status_code == 302
    assert BkashPayment.objects.get().wallet == "01712345678"
    assert "agreed to this payment" in client.get(page).content.decode()


def test_page_is_good_for_a_day(client, travel):
    page = f"/sandbox/bkash/pay/{created()['paymentID']}/"
    travel(timedelta(hours=24))
    assert "can no longer be used" in client.get(page).content.decode()
    for outcome in ("succeed", "cancel"):
        assert client.post(page, {"outcome": outcome}).url == page
    assert BkashPayment.objects.get().state == "initiated"


def test_desk_shows_payments_and_what_is_held(client):
    assert "No payments yet" in client.get("/sandbox/").content.decode()
    for at, state in enumerate(BkashPayment.State.values):
        payment = created(merchantInvoiceNumber=f"{at}-0123abcd")["paymentID"]
        BkashPayment.objects.filter(payment_id=payment).update(state=state)
    html = client.get("/sandbox/").content.decode()
    assert html.count("-0123abcd") == 5
    assert html.count("/sandbox/bkash/pay/") == 1
    assert leaks(client.get("/sandbox/", headers={"accept-language": "bn"}).content.decode(), "bn") == set()


def test_topic_serves_its_certificate_and_takes_confirmations(client, settings):
    assert client.post("/sandbox/bkash/subscribe/").url == client.get("/sandbox/bkash/subscribe/").url
    assert not BkashNotice.objects.exists()
    client.post("/sandbox/bkash/subscribe/", {"send": "1"})
    token = BkashNotice.objects.get().token
    query = {"Action": "ConfirmSubscription", "TopicArn": settings.BKASH_TOPIC_ARN, "Token": token}
    assert client.get("/sandbox/bkash/sns/", query).status_code == 200
    for wrong in ({"Action": "Subscribe"}, {"TopicArn": "x"}, {"Token": "x"}, {"Token": ""}):
        assert client.get("/sandbox/bkash/sns/", {**query, **wrong}).status_code == 400
    pem = client.get(f"/sandbox/bkash/sns/{key.certificate_name()}").content
    assert pem.startswith(b"-----BEGIN CERTIFICATE-----")
    assert client.get("/sandbox/bkash/sns/other.pem").status_code == 404
