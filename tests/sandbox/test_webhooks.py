"""Webhooks of the local provider: signed, retried, and faulty in the ways that the desk plans."""

import http.server
import json
import threading
from datetime import timedelta

import pytest
import stripe

from market.core.base import clock
from market.sandbox import actions, webhooks
from market.sandbox.models import Delivery, Event, Fault

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


class Receiver:
    """A receiver of webhooks, which checks signatures and records the types of events."""

    def __init__(self):
        self.received, self.status = [], 200

    def post(self, body, signature):
        event = stripe.Webhook.construct_event(body, signature, "whsec_sandbox")
        self.received.append(event["type"])
        return self.status


@pytest.fixture
def receiver(settings):
    settings.STRIPE_WEBHOOK_SECRET = "whsec_sandbox"
    return Receiver()


def plan_fault(kind, times=1, seconds=0):
    Fault.objects.create(kind=kind, left=times, seconds=seconds, at=clock.wall())


def emit(*kinds):
    for kind in kinds:
        webhooks.emit_event(kind, {"object": "charge", "id": "ch_1"})


def test_webhooks_are_signed_and_delivered_once_in_order(receiver):
    emit("a", "b", "c")
    assert webhooks.deliver_pending(receiver.post) == 3
    assert webhooks.deliver_pending(receiver.post) == 0
    assert receiver.received == ["a", "b", "c"]
    assert set(Delivery.objects.values_list("state", "status")) == {("delivered", 200)}


def test_changed_body_or_old_timestamp_fails_the_signature_check(receiver):
    body = b'{"id": "evt_1"}'
    header = webhooks.signature(body, clock.wall())
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", header, "whsec_sandbox")
    old = webhooks.signature(body, clock.wall() - timedelta(seconds=400))
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, old, "whsec_sandbox")


def test_signature_uses_wall_time_when_the_clock_is_moved(receiver, travel):
    travel(timedelta(days=40))
    emit("a")
    assert webhooks.deliver_pending(receiver.post) == 1
    assert Event.objects.get().created > clock.wall() + timedelta(days=39)


def test_refused_webhook_is_retried_with_backoff_then_given_up(receiver):
    receiver.status = 500
    emit("a")
    assert webhooks.deliver_pending(receiver.post) == 1
    assert webhooks.deliver_pending(receiver.post) == 0
    for _ in range(20):
        webhooks.deliver_pending(receiver.post, at=clock.wall() + LATER)
    assert len(receiver.received) == webhooks.MOST_TRIES
    assert Delivery.objects.get().state == "given_up"


def test_webhook_can_be_delivered_twice(receiver):
    plan_fault("duplicate")
    emit("a", "b")
    webhooks.deliver_pending(receiver.post)
    assert receiver.received == ["a", "a", "b"]


def test_webhook_can_be_delayed(receiver):
    plan_fault("delay", seconds=600)
    emit("a", "b")
    webhooks.deliver_pending(receiver.post)
    assert receiver.received == ["b"]
    webhooks.deliver_pending(receiver.post, at=clock.wall() + timedelta(minutes=11))
    assert receiver.received == ["b", "a"]


def test_webhooks_can_be_reordered(receiver):
    plan_fault("reorder", times=3)
    emit("a", "b")
    assert webhooks.deliver_pending(receiver.post) == 0
    emit("c", "d")
    webhooks.deliver_pending(receiver.post)
    assert receiver.received == ["c", "b", "a", "d"]


def test_incomplete_reordered_group_is_sent_after_ten_seconds(receiver):
    plan_fault("reorder", times=3)
    emit("a", "b")
    webhooks.deliver_pending(receiver.post, at=clock.wall() + timedelta(seconds=11))
    assert receiver.received == ["b", "a"]


def test_dropped_webhook_is_still_listed_as_an_event(receiver):
    plan_fault("drop")
    emit("a", "b")
    webhooks.deliver_pending(receiver.post, at=clock.wall() + LATER)
    assert receiver.received == ["b"]
    assert Event.objects.count() == 2


def test_job_delivers_pending_webhooks(provider, run_jobs, monkeypatch, receiver):
    monkeypatch.setattr(webhooks, "post_to_site", receiver.post)
    emit("a")
    run_jobs()
    assert receiver.received == ["a"]


def test_webhooks_are_posted_over_http_to_the_port_of_the_site(settings, db):
    received = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers["Stripe-Signature"], json.loads(body)["type"]))
            self.send_response(200 if len(received) == 1 else 503)
            self.end_headers()

        def log_message(self, *words):
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as listener:
        settings.PORT = listener.server_port
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        emit("a", "b")
        webhooks.deliver_pending(webhooks.post_to_site)
        listener.shutdown()
        thread.join()
    assert [(path, kind) for path, _, kind in received] == [("/webhooks/stripe/", "a"), ("/webhooks/stripe/", "b")]
    assert received[0][1].startswith("t=")
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == [200, 503]
    assert webhooks.post_to_site(b"{}", "t=1") == 0  # connection refused


def test_event_carries_the_idempotency_key_of_its_request(provider):
    v1 = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0).v1
    session = actions.open_session(amount=5000, currency="usd", success_url="http://localhost/")
    v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "end-1"})
    [event] = provider.events("checkout.session.expired")
    assert (event.idempotency_key, event.request_key[:4], event.api_version) == ("end-1", "req_", webhooks.API_VERSION)
