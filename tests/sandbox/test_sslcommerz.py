"""The stand-in for SSLCOMMERZ: its published protocol, its pages in both languages, its part of the desk."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest

from market.core.base import clock
from market.sandbox.models import Fault, SslcommerzNotice, SslcommerzPayment, SslcommerzSession
from market.sandbox.sslcommerz import actions, notices
from market.sandbox.tasks import send_sslcommerz_notices

pytestmark = pytest.mark.django_db
BASE = "/sandbox/sslcommerz"
STORE = {"store_id": "sslcommerz_sandbox", "store_passwd": "sslcommerz_sandbox_password"}
ORDER = {
    **STORE,
    **{"total_amount": "1200.00", "currency": "BDT", "tran_id": "7-0123456789ab", "emi_option": "0"},
    **{f"{name}_url": f"http://localhost:8000/{name}/" for name in ("success", "fail", "cancel", "ipn")},
    **{"cus_name": "Client 7", "cus_email": "carla@demo.test", "cus_add1": "-", "cus_city": "-", "cus_postcode": "-"},
    **{"cus_country": "Bangladesh", "cus_phone": "-", "shipping_method": "NO", "num_of_item": "1"},
    **{"product_name": "চা দোকানের লোগো", "product_category": "service", "product_profile": "non-physical-goods"},
    "value_b": "ours",
}


def named(names: str) -> set[str]:
    return set(names.split())


TRANSACTION = named(
    "status tran_date tran_id val_id amount store_amount currency bank_tran_id card_type card_no card_issuer"
    " card_brand card_issuer_country card_issuer_country_code currency_type currency_amount value_a value_b"
    " value_c value_d risk_level risk_title"
)
NOTICE = named(
    "tran_id val_id amount card_type store_amount card_no bank_tran_id status tran_date currency card_issuer"
    " card_brand card_issuer_country card_issuer_country_code store_id verify_sign verify_key currency_type"
    " currency_amount currency_rate base_fair value_a value_b value_c value_d risk_level risk_title"
    " verify_sign_sha2 error"
)


def open_page(client, **changes):
    answer = client.post(f"{BASE}/gwprocess/v4/api.php", {**ORDER, **changes})
    assert answer.status_code == 200
    return answer.json()


def ask(client, name, **fields):
    answer = client.get(f"{BASE}/validator/api/{name}.php", {**STORE, **fields, "v": "1", "format": "json"})
    assert answer.status_code == 200
    return answer.json()


def query(client, **fields):
    return ask(client, "merchantTransIDvalidationAPI", **fields)


@pytest.fixture
def address(client):
    """The page of a session."""
    return urlsplit(open_page(client)["GatewayPageURL"]).path


def test_session_answers_with_its_key_and_page(client):
    answer = open_page(client)
    assert (answer["status"], answer["failedreason"]) == ("SUCCESS", "")
    assert len(answer["sessionkey"]) == 32
    assert answer["GatewayPageURL"] == f"http://localhost:8000{BASE}/EasyCheckOut/{answer['sessionkey']}/"
    waiting = query(client, sessionkey=answer["sessionkey"])
    assert (waiting["APIConnect"], waiting["status"], waiting["sessionkey"]) == (
        "DONE",
        "PENDING",
        answer["sessionkey"],
    )
    assert query(client, sessionkey="none")["status"] == "FAILED"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"store_passwd": "wrong"}, "Store Credential Error"),
        ({"store_id": "wrong"}, "Store Credential Error"),
        ({"cus_phone": ""}, "'cus_phone'"),
        ({"tran_id": "x" * 31}, "'tran_id'"),
        ({"value_a": "x" * 256}, "'value_a'"),
        ({"product_profile": "tea"}, "'product_profile'"),
        ({"total_amount": "9.99"}, "amount is not allowed"),
        ({"total_amount": "500000.01"}, "amount is not allowed"),
        ({"total_amount": "12.345"}, "amount is not allowed"),
        ({"total_amount": "many"}, "amount is not allowed"),
        ({"currency": "USD"}, "Currency"),
    ],
)
def test_session_that_is_not_as_published_is_refused(client, change, reason):
    answer = open_page(client, **change)
    assert (answer["status"], answer["GatewayPageURL"]) == ("FAILED", "")
    assert reason in answer["failedreason"]
    assert not SslcommerzSession.objects.exists()


def test_payment_is_valid_once_and_validated_from_then_on(client, address):
    client.post(address, {"outcome": "pay"})
    listed = query(client, tran_id=ORDER["tran_id"])
    assert (listed["APIConnect"], listed["no_of_trans_found"]) == ("DONE", "1")
    (element,) = listed["element"]
    assert TRANSACTION | {"error"} <= element.keys()
    assert (element["status"], element["amount"], element["store_amount"]) == ("VALID", "1200.00", "1170.00")
    assert (element["currency"], element["currency_type"], element["value_b"]) == ("BDT", "BDT", "ours")
    first, second = (ask(client, "validationserverAPI", val_id=element["val_id"]) for _time in range(2))
    assert TRANSACTION | {"APIConnect", "validated_on", "gw_version"} <= first.keys()
    assert (first["status"], second["status"]) == ("VALID", "VALIDATED")
    assert query(client, tran_id=ORDER["tran_id"])["element"][0]["status"] == "VALIDATED"
    assert actions.balance() == Decimal("1170.00")


def test_questions_that_lead_nowhere(client):
    assert query(client, tran_id="none") == {"APIConnect": "DONE", "no_of_trans_found": "0", "element": []}
    assert query(client)["APIConnect"] == "INVALID_REQUEST"
    assert query(client, tran_id="x", store_passwd="wrong") == {"APIConnect": "FAILED"}
    assert ask(client, "validationserverAPI", val_id="none")["status"] == "INVALID_TRANSACTION"
    assert ask(client, "validationserverAPI", val_id="x", store_id="wrong")["APIConnect"] == "FAILED"
    assert query(client, refund_ref_id="none")["APIConnect"] == "INVALID_REQUEST"


def test_refund_is_begun_and_asked_for(client, address):
    client.post(address, {"outcome": "pay"})
    bank = SslcommerzPayment.objects.get().bank_tran_id
    sent = {"bank_tran_id": bank, "refund_amount": "200.00", "refund_remarks": "Late", "refund_trans_id": "R1"}
    begun = query(client, **sent)
    assert begun.keys() == {"APIConnect", "bank_tran_id", "trans_id", "refund_ref_id", "status", "errorReason"}
    assert (begun["status"], begun["trans_id"]) == ("success", ORDER["tran_id"])
    assert query(client, **sent) == {**begun, "status": "processing"}
    state = query(client, refund_ref_id=begun["refund_ref_id"])
    fields = {"APIConnect", "bank_tran_id", "tran_id", "refund_ref_id", "initiated_on", "refunded_on", "status"}
    assert state.keys() == fields | {"errorReason"}
    assert state["status"] == "refunded"
    assert query(client, **{**sent, "refund_trans_id": "R2", "refund_amount": "1000.01"})["status"] == "failed"
    assert query(client, **{**sent, "refund_trans_id": "R2", "bank_tran_id": "none"})["status"] == "failed"
    for wrong in ({"refund_amount": "0"}, {"refund_amount": "x"}, {"refund_remarks": ""}, {"refund_trans_id": ""}):
        assert query(client, **{**sent, **wrong})["APIConnect"] == "INVALID_REQUEST"
    assert actions.balance() == Decimal("970.00")


@pytest.mark.parametrize(
    ("outcome", "status", "less"),
    [
        ("pay", "VALID", set()),
        ("decline", "FAILED", {"val_id", "store_amount", "risk_level", "risk_title"}),
        ("cancel", "CANCELLED", {"val_id", "store_amount", "risk_level", "risk_title"}),
        ("time_out", "UNATTEMPTED", {"val_id", "store_amount", "risk_level", "risk_title"}),
    ],
)
def test_notification_has_the_published_fields(client, address, outcome, status, less):
    client.post(address, {"outcome": outcome})
    fields = SslcommerzNotice.objects.get().fields
    assert NOTICE - less <= fields.keys()
    assert (fields["status"], fields["tran_id"]) == (status, ORDER["tran_id"])
    assert set(fields["verify_key"].split(",")) == fields.keys() - {"verify_key", "verify_sign", "verify_sign_sha2"}


def test_job_sends_notifications_until_they_are_taken(client, address, monkeypatch):
    client.post(address, {"outcome": "pay"})
    bodies: list[bytes] = []
    monkeypatch.setattr(notices, "post_to_site", lambda body: bodies.append(body) or 500)
    send_sslcommerz_notices()
    notice = SslcommerzNotice.objects.get()
    assert (notice.state, notice.tries, notice.status, len(bodies)) == ("waiting", 1, 500, 1)
    for _time in range(notices.MOST_TRIES):
        notices.deliver_pending(lambda _body: 0, at=clock.wall() + 10 * actions.LIFETIME)
    notice.refresh_from_db()
    assert notice.state == "given_up"


def test_site_that_is_away_is_status_zero(settings):
    settings.PORT = 9
    assert notices.post_to_site(b"") == 0


def test_page_shows_that_it_is_not_real(page, address):
    html = page().get(address).content.decode()
    assert "No card, no real money" in html
    assert html.index('value="pay"') < html.index('value="decline"') < html.index("<details")
    assert "Pay ৳1,200" in html
    bangla = page(language="bn").get(address).content.decode()
    assert '<html lang="bn"' in bangla
    assert "৳১,২০০ পরিশোধ করুন" in bangla


def test_page_says_what_became_of_it(client, address):
    assert client.post(address, {"outcome": "rob"}).status_code == 400
    back = client.post(address, {"outcome": "decline"}).content.decode()
    assert 'action="http://localhost:8000/fail/"' in back
    assert "Nothing was paid" in back
    assert "The payment was declined" in client.get(address).content.decode()
    assert 'action="http://localhost:8000/cancel/"' in client.post(address, {"outcome": "cancel"}).content.decode()
    assert client.post(address, {"outcome": "time_out"}).url == address
    assert "This page has expired" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "pay"}).url == address, "it is over"
    back = client.post(address, {"outcome": "pay_late"}).content.decode()
    assert 'action="http://localhost:8000/success/"' in back
    assert "This payment is done" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "pay_late"}).url == address, "it is paid"
    assert client.get(f"{BASE}/EasyCheckOut/none/").status_code == 404


def test_page_ends_by_itself(client, address, travel):
    travel(actions.LIFETIME)
    assert SslcommerzSession.objects.get().state == "expired"
    assert SslcommerzPayment.objects.get().status == "UNATTEMPTED"


def test_faults_of_one_company_do_not_strike_the_other(client):
    client.post("/sandbox/stripe/faults/", {"kind": "api_error", "house": "sslcommerz", "times": "1"})
    fault = Fault.objects.get()
    assert (fault.house, fault.left) == ("sslcommerz", 1)
    assert "SSLCOMMERZ · Calls: error" in client.get("/sandbox/").content.decode()
    stripe = {"authorization": "Bearer sk_test_sandbox"}
    assert client.get("/sandbox/stripe/v1/balance", headers=stripe).status_code == 200
    assert client.post(f"{BASE}/gwprocess/v4/api.php", ORDER).status_code == 500
    assert open_page(client)["status"] == "SUCCESS"


def test_desk_shows_payments_and_what_the_company_holds(client, address):
    client.post(address, {"outcome": "pay_risky"})
    html = client.get("/sandbox/").content.decode()
    assert "Simulated payments in taka" in html
    assert "৳1,170" in html
    assert "Approve the risky payment" in html
    client.post("/sandbox/stripe/faults/forget/")
    assert client.post(f"{BASE}/payments/0/approve/").status_code == 404
