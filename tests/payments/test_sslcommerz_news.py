"""What SSLCOMMERZ brings to us: notifications (IPN) with their signatures, and browsers that it posts back."""

import hashlib
from datetime import timedelta
from urllib.parse import quote_plus, urlencode

import pytest

from market.payments.provider import sslcommerz as client
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.port import InvalidWebhook
from market.sandbox.models import SslcommerzNotice
from market.sandbox.sslcommerz.notices import sign
from tests.sslcommerz import SITE, Desk

PASSWORD = "sslcommerz_sandbox_password"
FIELDS = {
    "tran_id": "7-0123456789abcdef",
    "val_id": "2611301533abc",
    "amount": "1200.00",
    "status": "VALID",
    "card_issuer": "ট্রাস্ট ব্যাংক & Co.",
    "value_d": "",
}
# What the Python library of SSLCOMMERZ gives as an example, with the password of its test store.
EXAMPLE = {
    "tran_id": "5E121A0D01F92",
    "val_id": "200105225826116qFnATY9sHIwo",
    "amount": "10.00",
    "card_type": "VISA-Dutch Bangla",
    "store_amount": "9.75",
    "card_no": "418117XXXXXX6675",
    "bank_tran_id": "200105225825DBgSoRGLvczhFjj",
    "status": "VALID",
    "tran_date": "2020-01-05 22:58:21",
    "currency": "BDT",
    "card_issuer": "TRUST BANK, LTD.",
    "card_brand": "VISA",
    "card_issuer_country": "Bangladesh",
    "card_issuer_country_code": "BD",
    "store_id": "test_testemi",
    "currency_type": "BDT",
    "currency_amount": "10.00",
    "currency_rate": "1.0000",
    "base_fair": "0.00",
    **{"value_a": "", "value_b": "", "value_c": "", "value_d": "", "risk_level": "0", "risk_title": "Safe"},
}
EXAMPLE_SIGNS = {
    "verify_sign": "d42fab70ae0bcbda5280e7baffef60b0",
    "verify_sign_sha2": "02c0417ff467c109006382d56eedccecd68382e47245266e7b47abbb3d43976e",
}


def digest(text: bytes) -> str:
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def body_of(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


def signed(**changes: str) -> dict[str, str]:
    return sign({**FIELDS, **changes}, PASSWORD)


def refuse(body: bytes) -> None:
    with pytest.raises(InvalidWebhook):
        client.read_event(body, {})


def test_signatures_are_those_of_the_published_example(settings):
    body = body_of({**EXAMPLE, **EXAMPLE_SIGNS, "verify_key": ",".join(sorted(EXAMPLE))})
    assert signing.read_signed(body, "test_testemi@ssl")["amount"] == "10.00"
    assert {name: sign(EXAMPLE, "test_testemi@ssl")[name] for name in EXAMPLE_SIGNS} == EXAMPLE_SIGNS
    settings.SSLCOMMERZ_STORE_PASSWORD = "test_testemi@ssl"
    event = client.read_event(body, {})
    assert (event.subject, event.kind) == ("", "ipn.valid"), "a number that is not ours does not concern us"


def test_event_names_the_page_and_stores_nobody(settings):
    event = client.read_event(body_of(signed()), {})
    assert (event.subject, event.object_id, event.kind, event.mark) == ("checkout", FIELDS["tran_id"], "ipn.valid", "7")
    stored = {name: FIELDS[name] for name in ("tran_id", "val_id", "amount", "status")}
    assert event.payload == stored


def test_order_and_encoding_of_the_fields_do_not_matter():
    fields = signed()
    event = client.read_event(body_of(fields), {})
    assert client.read_event(body_of(dict(reversed(fields.items()))), {}) == event
    small = "&".join(f"{name}={quote_plus(value).lower()}" for name, value in signed(value_d="").items() if name)
    assert small.count("%e0") > 5
    raw = b"&".join(f"{name}=".encode() + value.replace("&", "%26").encode() for name, value in fields.items())
    assert client.read_event(raw, {}) == event, "letters that are not escaped"
    keys = ",".join(reversed(fields["verify_key"].split(",")))
    assert client.read_event(body_of({**fields, "verify_key": keys}), {}) == event


def test_text_in_another_encoding_is_read_by_its_bytes():
    issuer = "Banque générale".encode("latin-1")
    fields = {name.encode(): value.encode() for name, value in FIELDS.items()} | {b"card_issuer": issuer}
    text = {**fields, b"store_passwd": digest(PASSWORD.encode()).encode()}
    line = b"&".join(name + b"=" + text[name] for name in sorted(text))
    signs = {"verify_key": ",".join(FIELDS), "verify_sign": digest(line)}
    assert client.read_event(urlencode(fields).encode() + b"&" + body_of(signs), {}).mark == "7"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "FAILED"},
        {"tran_id": "8-0123456789abcdef"},
        {"card_issuer": "Another"},
        {"verify_sign": ""},
        {"verify_sign": "0" * 32},
        {"verify_sign_sha2": "0" * 64},
        {"verify_key": ""},
        {"verify_key": "status,val_id"},
        {"verify_key": "amount,card_issuer,status,tran_id,val_id"},
    ],
)
def test_what_is_not_signed_is_refused(change):
    refuse(body_of({**signed(), **change}))


def test_notification_signed_by_somebody_else_is_refused():
    refuse(body_of(sign(FIELDS, "another password")))
    forged = sign(FIELDS, "another password")
    refuse(body_of({**signed(), "verify_sign": forged["verify_sign"]}))
    refuse(body_of({**signed(), "verify_sign_sha2": forged["verify_sign_sha2"]}))


def test_without_the_second_signature_the_first_counts():
    fields = signed()
    del fields["verify_sign_sha2"]
    assert client.read_event(body_of(fields), {}).mark == "7"


def test_number_that_is_not_signed_is_refused():
    fields = sign({name: value for name, value in FIELDS.items() if name != "tran_id"}, PASSWORD)
    refuse(body_of({**fields, "tran_id": FIELDS["tran_id"]}))


def test_field_that_comes_twice_is_refused():
    body = body_of(signed())
    refuse(b"tran_id=8-0123456789abcdef&" + body)
    refuse(body + b"&tran_id=8-0123456789abcdef")
    refuse(body + b"&%74ran_id=" + FIELDS["tran_id"].encode())


@pytest.mark.parametrize("body", [b"", b"&", b"=", b"nonsense", b"\xff\xfe", b"{}", b"a=b&" * 5000])
def test_what_is_no_form_is_refused(body):
    refuse(body)


def test_zero_byte_is_refused():
    refuse(body_of(signed(val_id="a\0b")))


def test_store_without_a_password_takes_no_notification(settings):
    settings.SSLCOMMERZ_STORE_PASSWORD = ""
    refuse(body_of(sign(FIELDS, "")))


def test_repeated_notification_is_one_event_and_another_state_is_another():
    first, again = (client.read_event(body_of(signed()), {}) for _time in range(2))
    assert first.id == again.id
    assert client.read_event(body_of(signed(status="FAILED", val_id="")), {}).id != first.id
    assert client.read_event(body_of(signed(val_id="another")), {}).id != first.id


@pytest.mark.django_db
def test_old_notification_brought_again_changes_nothing(sslcommerz):
    page = sslcommerz.paid("decline")
    sslcommerz.deliver()
    assert sslcommerz.events[-1].kind == "ipn.failed"
    sslcommerz.click(page, "pay")
    sslcommerz.deliver()
    sslcommerz.post(body_of(SslcommerzNotice.objects.order_by("pk").first().fields))
    assert sslcommerz.events[-1].kind == "ipn.failed"
    assert client.retrieve_checkout(sslcommerz.events[-1].object_id).is_paid, "the truth is asked for"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "seconds", "now", "later", "statuses"),
    [
        ("duplicate", 0, 2, 0, [200, 200]),
        ("delay", 60, 0, 1, [200]),
        ("drop", 0, 0, 0, []),
        ("forged", 0, 1, 4, [400, 400]),
    ],
)
def test_faults_of_notifications(sslcommerz: Desk, fault, seconds, now, later, statuses):
    sslcommerz.plan(fault, seconds=seconds)
    page = sslcommerz.paid()
    assert sslcommerz.deliver() == now
    assert sslcommerz.deliver(timedelta(seconds=61)) == later
    assert sslcommerz.statuses[:2] == statuses
    assert len({event.id for event in sslcommerz.events}) <= 1
    assert client.retrieve_checkout(page.id).is_paid


@pytest.mark.django_db
def test_browser_comes_back_to_the_page_that_we_signed(sslcommerz):
    answer = sslcommerz.come_back(sslcommerz.click(sslcommerz.create(), "pay"))
    assert (answer.status_code, answer["Location"]) == (303, "/milestones/9/funded/")
    for outcome in ("decline", "cancel"):
        answer = sslcommerz.come_back(sslcommerz.click(sslcommerz.create(8), outcome))
        assert (answer.status_code, answer["Location"]) == (303, "/milestones/9/funded/?unpaid=1")


@pytest.mark.django_db
def test_browser_with_nothing_or_a_forged_page_comes_to_the_money_page(client):
    for fields in ({}, {"value_a": "https://evil.example/"}, {"value_a": signing.signing.dumps(["/a/", "/b/"])}):
        for answer in (
            client.post("/money/back/sslcommerz/paid/", fields),
            client.get("/money/back/sslcommerz/paid/", fields),
        ):
            assert (answer.status_code, answer["Location"]) == (303, "/money/")


@pytest.mark.django_db
def test_browser_may_come_by_get(client):
    value = signing.sign_returns(f"{SITE}/a/", f"{SITE}/b/?c=1")
    assert client.get("/money/back/sslcommerz/paid/", {"value_a": value})["Location"] == "/a/"
    assert client.get("/money/back/sslcommerz/anything/", {"value_a": value})["Location"] == "/b/?c=1"


def test_host_of_a_signed_page_is_left_out_and_long_ones_are_not_carried():
    assert signing.read_returns(signing.sign_returns("https://evil.example/a/", "https://evil.example/b/")) == (
        "/a/",
        "/b/",
    )
    long = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(9))
    assert signing.sign_returns(f"{SITE}/{long}/", f"{SITE}/b/") == ""
