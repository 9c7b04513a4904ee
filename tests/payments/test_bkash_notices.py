"""Notifications of bKash by Amazon SNS: which are read, which are refused, and the confirmation of the topic."""

import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from market.core.base import clock, http_client
from market.core.base.errors import ProviderUnavailable
from market.payments.provider import bkash, sns
from market.payments.provider.port import InvalidWebhook
from market.sandbox.bkash import key, notices
from market.sandbox.models import BkashNotice
from tests.bkash import BkashDesk

pytestmark = pytest.mark.django_db


def body_of(notice: BkashNotice, version: str = "1", **changed: object) -> bytes:
    fields = {**notices.envelope(notice, version=version), **changed}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def test_notification_of_a_payment(bkash_desk: BkashDesk):
    page = bkash_desk.paid(wallet="01712345678")
    notice = BkashNotice.objects.get()
    event = bkash.read_event(body_of(notice), {})
    assert (event.id, event.kind) == (notice.message_id, "Completed")
    assert (event.subject, event.object_id, event.mark) == ("checkout", "", "7")
    assert (event.payload["trxID"], event.payload["amount"]) == (bkash_desk.row(page).trx_id, "1050.00")
    assert "01712345678" not in json.dumps(event.payload)
    names = json.dumps({**json.loads(notice.message), "customerName": "Rahim", "amount": 1050})
    more = bkash.read_event(body_of(bkash_desk.notice(message=names)), {})
    assert more.payload.keys() == event.payload.keys() == set(bkash.STORED)
    assert bkash.read_event(body_of(notice, version="2"), {}) == event


@pytest.mark.parametrize("invoice", [None, "", "7", "MER1231", 7])
def test_payment_that_is_none_of_ours_concerns_nobody(bkash_desk, invoice):
    notice = bkash_desk.notice(message=json.dumps({"transactionStatus": "Completed", "merchantInvoiceNumber": invoice}))
    assert (event := bkash.read_event(body_of(notice), {})).subject == event.mark == ""


def test_forged_and_changed_messages_are_refused(bkash_desk):
    genuine = bkash_desk.notice(message='{"amount": "1"}')
    forged = bkash_desk.notice(is_forged=True)
    later = (clock.wall() + timedelta(minutes=6)).isoformat()
    for body in (
        body_of(forged),
        body_of(genuine, Message='{"amount": "2"}'),
        body_of(genuine, MessageId="m-2"),
        body_of(genuine, Subject="Hello"),
        body_of(genuine, Signature="nonsense"),
        body_of(genuine, Signature=None),
        body_of(genuine, SignatureVersion="2"),
        body_of(genuine, SignatureVersion="3"),
        body_of(genuine, TopicArn="arn:aws:sns:ap-southeast-1:000000000000:another"),
        body_of(genuine, Timestamp=later),
        body_of(genuine, Timestamp="yesterday"),
        body_of(genuine, Timestamp="2026-11-30T10:00:00"),
        body_of(genuine, Type="SubscriptionConfirmation"),
        body_of(genuine, Type="Other"),
        body_of(genuine, Message="\0"),
        body_of(bkash_desk.notice(message="no JSON")),
        body_of(bkash_desk.notice(message="[]")),
        *(b"", b"[]", b"7", b"\xff", b"{}", b'{"Type": 7}'),
    ):
        with pytest.raises(InvalidWebhook):
            bkash.read_event(body, {})


@pytest.mark.parametrize(("age", "is_read"), [(timedelta(minutes=119), True), (timedelta(minutes=121), False)])
def test_message_counts_for_two_hours(bkash_desk, age, is_read):
    body = body_of(bkash_desk.notice(at=clock.wall() - age))
    if is_read:
        assert bkash.read_event(body, {}).id == "m-1"
        return
    with pytest.raises(InvalidWebhook):
        bkash.read_event(body, {})


def test_without_a_topic_nothing_is_read(bkash_desk, settings):
    body = body_of(bkash_desk.notice())
    settings.BKASH_TOPIC_ARN = ""
    with pytest.raises(InvalidWebhook):
        bkash.read_event(body, {})


@pytest.fixture
def fetched(monkeypatch) -> list[str]:
    """What is fetched from SNS."""
    urls: list[str] = []
    real = http_client.get

    def get(url, *args, **more):
        urls.append(url)
        return real(url, *args, **more)

    monkeypatch.setattr(http_client, "get", get)
    return urls


def test_certificate_is_fetched_once_and_from_nowhere_else(bkash_desk, fetched):
    notice = bkash_desk.notice()
    good = notices.envelope(notice)["SigningCertURL"]
    for _time in range(2):
        bkash.read_event(body_of(notice), {})
    assert fetched == [good]
    host = good.removeprefix("http://").partition("/")[0]
    name = good.rpartition("/")[2]
    for url in (
        f"http://127.0.0.1:1/sandbox/bkash/sns/{name}",
        f"http://{host}.example.org/sandbox/bkash/sns/{name}",
        f"{good}?x=1",
        good.replace("/sns/", "/sns/../"),
        good.replace("SimpleNotificationService-", "Other-"),
        f"https://sns.ap-southeast-1.amazonaws.com/{name}",
    ):
        with pytest.raises(InvalidWebhook):
            bkash.read_event(body_of(notice, SigningCertURL=url), {})
    assert fetched == [good]
    with pytest.raises(InvalidWebhook):
        bkash.read_event(body_of(notice, SigningCertURL=good.replace("Service-", "Service-0")), {})


@pytest.mark.parametrize(
    "certificate",
    [
        b"no certificate",
        key.make_certificate(key.make_key(), valid_for=timedelta(hours=1)),
        key.make_certificate(key.make_key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.example.org")])),
    ],
    ids=["text", "over", "name"],
)
def test_certificate_that_is_not_amazons_is_refused(bkash_desk, monkeypatch, certificate):
    body = body_of(bkash_desk.notice())
    monkeypatch.setattr(http_client, "get", lambda *_args, **_more: http_client.Answer(200, certificate))
    with pytest.raises(InvalidWebhook):
        bkash.read_event(body, {})


def test_certificate_that_cannot_be_fetched_now_is_no_forgery(bkash_desk, monkeypatch):
    def silent(*_args, **_more):
        raise http_client.Unanswered("The server did not answer in time.")

    body = body_of(bkash_desk.notice())
    monkeypatch.setattr(http_client, "get", silent)
    with pytest.raises(ProviderUnavailable):
        bkash.read_event(body, {})


def test_real_topic_has_the_host_of_its_region(settings):
    topic = "arn:aws:sns:ap-southeast-1:123456789012:bka-webhook_merchant"
    assert sns.origin_of(topic) == "https://sns.ap-southeast-1.amazonaws.com"
    assert sns.origin_of("arn:aws:sns:evil.example/x:123456789012:t") == sns.origin_of("topic") == ""
    settings.BKASH_IS_STAND_IN, settings.BKASH_TOPIC_ARN = False, topic
    assert bkash._sns_origin() == "https://sns.ap-southeast-1.amazonaws.com"


def subscription(desk: BkashDesk) -> BkashNotice:
    return desk.notice(kind="SubscriptionConfirmation", message="You have chosen to subscribe.", token="t" * 32)


def test_subscription_to_our_topic_is_confirmed(bkash_desk, fetched):
    notices.ask_to_subscribe()
    notice = BkashNotice.objects.get()
    event = bkash.read_event(body_of(notice), {})
    assert (event.id, event.kind, event.subject) == (notice.message_id, "SubscriptionConfirmation", "")
    assert "Action=ConfirmSubscription" in fetched[-1]
    assert notice.token in fetched[-1]


def test_subscription_that_sns_does_not_take_is_sent_again(bkash_desk):
    with pytest.raises(ProviderUnavailable):
        bkash.read_event(body_of(subscription(bkash_desk)), {})


def test_subscription_of_anything_else_is_not_confirmed(bkash_desk, settings, fetched):
    topic, notice = settings.BKASH_TOPIC_ARN, subscription(bkash_desk)
    settings.BKASH_TOPIC_ARN = topic + "-other"
    body = body_of(notice)
    settings.BKASH_TOPIC_ARN = topic
    with pytest.raises(InvalidWebhook):
        bkash.read_event(body, {})
    message = json.loads(body_of(notice))
    for url in (
        message["SubscribeURL"].replace(bkash_desk.base, "http://127.0.0.1:1"),
        message["SubscribeURL"].replace("bkash-sandbox", "bkash-other"),
        message["SubscribeURL"].replace("ConfirmSubscription", "Unsubscribe"),
    ):
        with pytest.raises(InvalidWebhook):
            sns.confirm({**message, "SubscribeURL": url}, topic=topic, origin=bkash._sns_origin())
    assert not [url for url in fetched if "Action=" in url]


def test_end_of_a_subscription_is_only_noted(bkash_desk, monkeypatch):
    monkeypatch.setitem(notices.SIGNED, "UnsubscribeConfirmation", notices.SIGNED["SubscriptionConfirmation"])
    notice = subscription(bkash_desk)
    notice.kind = "UnsubscribeConfirmation"
    assert bkash.read_event(body_of(notice), {}).subject == ""


class Listener:
    """Takes notifications as the site's view does."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        assert headers["x-amz-sns-message-type"] == "Notification"
        try:
            self.seen.append(bkash.read_event(body, headers).id)
        except InvalidWebhook:
            return 400
        return 200


def test_planned_faults_of_notifications(bkash_desk):
    listener = Listener()
    for at, kind in enumerate(("twice", "late", "lost", "forged"), 1):
        bkash_desk.plan(kind, seconds=3600)
        bkash_desk.paid(f"{at}00.00", reference=str(at))
    assert notices.deliver_pending(listener) == 3
    assert len(listener.seen) == 2
    assert len(set(listener.seen)) == 1, "SNS delivers at least once"
    notices.deliver_pending(listener, at=clock.wall() + timedelta(minutes=70))
    assert len(set(listener.seen)) == 2
    states = BkashNotice.objects.order_by("pk").values_list("state", "status")
    assert list(states)[2:] == [("delivered", 200), ("dropped", None), ("given_up", 400)]


def test_notification_is_given_up_at_last(bkash_desk):
    bkash_desk.paid()
    assert notices.deliver_pending(lambda _body, _headers: 0) == 1
    assert notices.deliver_pending(lambda _body, _headers: 0) == 0, "it waits a while"
    assert notices.deliver_pending(lambda _body, _headers: 0, at=clock.wall() + timedelta(hours=1)) == 7
    assert BkashNotice.objects.get().state == "given_up"


@pytest.mark.parametrize(
    ("topic", "origin", "age"), [("another", "https://sns", 0), ("ours", "", 0), ("ours", "https://sns", 3)]
)
def test_message_of_another_topic_is_not_looked_into(monkeypatch, topic, origin, age):
    """However well it is signed: nobody asks for its certificate."""
    sent = (clock.wall() - timedelta(hours=age)).isoformat()
    message = {"TopicArn": topic, "Timestamp": sent, "SignatureVersion": "1", "Signature": "", "SigningCertURL": ""}
    monkeypatch.setattr(sns, "_read", lambda _body: message)
    monkeypatch.setattr(sns, "_certificate", None)
    with pytest.raises(InvalidWebhook):
        sns.verified(b"", topic="ours", origin=origin)
