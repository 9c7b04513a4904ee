"""What is made of a notification of each provider, field by field, and what the provider is answered."""

import json
from typing import Any

import pytest

from market.core.base.errors import ProviderUnavailable
from market.core.models import LastRun
from market.payments import tasks
from market.payments.provider import actions, bkash, sns, sslcommerz, stripe, webhooks
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.port import InvalidWebhook
from market.payments.provider.types import WebhookEvent

TOPIC = "arn:aws:sns:ap-southeast-1:000000000000:bkash"
MESSAGE = {"Type": "Notification", "MessageId": "m-1", "TopicArn": TOPIC, "Message": "{}"}
NOTICE = {"transactionStatus": "Completed", "trxID": "BK1", "merchantInvoiceNumber": "7-0123456789", "payer": "Rahim"}
SIGNED = {"tran_id": "7-0123456789ab", "status": "VALID", "val_id": "V1", "amount": "5.00", "card_no": "4242"}


@pytest.fixture
def of_bkash(monkeypatch, settings):
    """The event of a message of our topic, whose signature is right; and what was confirmed."""
    settings.BKASH_TOPIC_ARN, settings.BKASH_IS_STAND_IN = TOPIC, False
    confirmed: list[Any] = []

    def read(**changes: str) -> WebhookEvent:
        message = MESSAGE | changes
        monkeypatch.setattr(sns, "verified", lambda body, **at: confirmed.append(at) or message)
        monkeypatch.setattr(sns, "confirm", lambda message, **at: confirmed.append((message["Type"], at)))
        return bkash.read_event(b"{}", {})

    read.confirmed = confirmed  # type: ignore[attr-defined]
    return read


def test_news_of_bkash(of_bkash, settings, caplog):
    payload = {name: text for name, text in NOTICE.items() if name != "payer"}
    event = WebhookEvent("m-1", "Completed", "checkout", "", payload, mark="7")
    assert of_bkash(Message=json.dumps(NOTICE)) == event
    other = {"transactionStatus": "S" * 300, "merchantInvoiceNumber": "9", "amount": 5, "trxID": None}
    read = of_bkash(Message=json.dumps(other))
    assert (read.kind, read.subject, read.mark) == ("S" * 100, "", "")
    assert read.payload == {"transactionStatus": "S" * 255, "amount": "5", "merchantInvoiceNumber": "9"}
    assert of_bkash().kind == "Notification"
    at = {"topic": TOPIC, "origin": "https://sns.ap-southeast-1.amazonaws.com"}
    assert of_bkash.confirmed == [at] * 3
    for kind, confirmed in (("SubscriptionConfirmation", [at, ("SubscriptionConfirmation", at)]), ("Other", [at])):
        of_bkash.confirmed.clear()
        assert of_bkash(Type=kind) == WebhookEvent("m-1", kind, "", "", {"TopicArn": TOPIC})
        assert of_bkash.confirmed == confirmed
    assert caplog.messages == [f"the notifications of bKash are confirmed: {TOPIC}"]
    assert of_bkash(MessageId="m" * 255).id == "m" * 255
    for wrong in ({"MessageId": "m" * 256}, {"Message": "x"}, {"Message": "[]"}):
        with pytest.raises(InvalidWebhook):
            of_bkash(**wrong)
    for body, topic in ((b"\\u0000", TOPIC), (b"{}", "")):
        settings.BKASH_TOPIC_ARN = topic
        with pytest.raises(InvalidWebhook):
            bkash.read_event(body, {})


def test_news_of_sslcommerz(monkeypatch, settings):
    settings.SSLCOMMERZ_STORE_PASSWORD = "word"
    read = lambda **fields: sslcommerz.read_event(json.dumps(SIGNED | fields).encode(), {})  # noqa: E731
    monkeypatch.setattr(signing, "read_signed", lambda body, password: json.loads(body) if password == "word" else {})
    payload = {name: text for name, text in SIGNED.items() if name != "card_no"}
    event = read()
    assert event == WebhookEvent(event.id, "ipn.valid", "checkout", SIGNED["tran_id"], payload, mark="7")
    assert (len(event.id), event.id[:11]) == (51, "sslcommerz_")
    ids = {read(**each).id for each in ({}, {"val_id": "V2"}, {"status": "FAILED"}, {"tran_id": "8-0123456789ab"})}
    assert len(ids) == 4
    assert read(amount="6.00").id == event.id
    long = read(status="S" * 300, tran_id="other")
    assert (long.kind, len(long.payload["status"])) == ("ipn." + "s" * 56, 255)
    assert (long.subject, long.mark, long.object_id) == ("", "", "other")
    with pytest.raises(InvalidWebhook):
        read(amount="\0")
    settings.SSLCOMMERZ_STORE_PASSWORD = ""
    with pytest.raises(InvalidWebhook):
        read()


def test_news_of_stripe(monkeypatch, settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", "whsec_1"
    seen: list[Any] = []
    library = type("Client", (), {"construct_event": lambda self, *args: seen.append(args)})()
    monkeypatch.setattr(stripe, "client", lambda: library)
    about = {"id": "re_1", "metadata": {"refund": "5" * 101}}
    row = {"id": "evt_1", "type": "refund.updated", "livemode": False, "account": "acct_1", "data": {"object": about}}

    def read(**changes: object) -> WebhookEvent:
        return stripe.read_event(json.dumps(row | changes).encode(), {"Stripe-Signature": "t=1"})

    expected = WebhookEvent("evt_1", "refund.updated", "refund", "re_1", row, "acct_1", "5" * 100)
    assert read() == expected
    assert seen == [(json.dumps(row).encode(), "t=1", "whsec_1")]
    bare = read(type="customer.created", account=None, data={"object": {"metadata": None}})
    assert (bare.subject, bare.object_id, bare.account_id, bare.mark) == ("", "", "", "")
    assert read(id="e" * 255).id == "e" * 255
    for wrong in ({"id": "e" * 256}, {"livemode": True}, {"data": {}}, {"type": "a\0"}):
        with pytest.raises(InvalidWebhook):
            read(**wrong)
    for key in ("sk_live_1", "rk_live_1"):
        settings.STRIPE_SECRET_KEY = key
        assert read(livemode=True).id == "evt_1"
        with pytest.raises(InvalidWebhook):
            read()
    stripe.read_event(json.dumps(row | {"livemode": True}).encode(), {})
    assert seen[-1][1] == ""


def test_what_a_provider_is_answered(monkeypatch, rf, settings):
    settings.PAY_IN = {"stripe": ["USD"]}
    stored: list[Any] = []
    monkeypatch.setattr(webhooks, "receive_event", lambda **event: stored.append(event))
    for outcome, status, text in (
        ("event", 200, b"kept"),
        (InvalidWebhook(), 400, b"The signature is not valid."),
        (ProviderUnavailable(), 503, b"The signature cannot be checked now: send it again."),
    ):

        def read(_body: bytes, _headers: object, outcome: Any = outcome) -> Any:
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(stripe, "read_event", read)
        answer = webhooks.provider_webhook(rf.post("/"), "stripe")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (status, text, "text/plain")
    assert stored == [{"rail": "stripe", "event": "event"}]


def test_nightly_checks_are_noted_by_name(db, monkeypatch):
    done: list[object] = []
    monkeypatch.setattr(actions, "sweep_events", lambda *, back: done.append(back.days))
    monkeypatch.setattr(tasks, "call_command", done.append)
    monkeypatch.setattr(tasks.reconciliation_actions, "reconcile_balances", lambda: done.append("reconcile"))
    tasks.sweep_all_events.func(0)
    tasks.reconcile.func(0)
    tasks.audit_books.func(0)
    assert done == [30, "reconcile", "verify_ledger"]
    names = LastRun.objects.filter(failure="").values_list("name", flat=True)
    assert {"sweep_events", "reconciliation", "verify_ledger"} <= set(names)
