"""The provider's news: signed, retried, and wrong in the ways that the desk plans."""

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


class Site:
    """What the site hears."""

    def __init__(self):
        self.heard, self.status = [], 200

    def post(self, body, signature):
        event = stripe.Webhook.construct_event(body, signature, "whsec_sandbox")
        self.heard.append(event["type"])
        return self.status


@pytest.fixture
def site(settings):
    settings.STRIPE_WEBHOOK_SECRET = "whsec_sandbox"
    return Site()


def plan(kind, times=1, seconds=0):
    Fault.objects.create(kind=kind, left=times, seconds=seconds, at=clock.wall())


def happen(*kinds):
    for kind in kinds:
        webhooks.emit_event(kind, {"object": "charge", "id": "ch_1"})


def test_news_are_signed_and_sent_once_in_order(site):
    happen("a", "b", "c")
    assert webhooks.deliver_pending(site.post) == 3
    assert webhooks.deliver_pending(site.post) == 0
    assert site.heard == ["a", "b", "c"]
    assert set(Delivery.objects.values_list("state", "status")) == {("delivered", 200)}


def test_a_changed_body_is_not_what_was_signed(site):
    body = b'{"id": "evt_1"}'
    header = webhooks.signature(body, clock.wall())
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", header, "whsec_sandbox")
    old = webhooks.signature(body, clock.wall() - timedelta(seconds=400))
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, old, "whsec_sandbox")


def test_the_signature_is_of_wall_time_whatever_the_sites_time_is(site, travel):
    travel(timedelta(days=40))
    happen("a")
    assert webhooks.deliver_pending(site.post) == 1
    assert Event.objects.get().created > clock.wall() + timedelta(days=39)


def test_news_that_the_site_refuses_come_again_later_each_time(site):
    site.status = 500
    happen("a")
    assert webhooks.deliver_pending(site.post) == 1
    assert webhooks.deliver_pending(site.post) == 0
    for _ in range(20):
        webhooks.deliver_pending(site.post, at=clock.wall() + LATER)
    assert len(site.heard) == webhooks.MOST_TRIES
    assert Delivery.objects.get().state == "given_up"


def test_news_can_come_twice(site):
    plan("duplicate")
    happen("a", "b")
    webhooks.deliver_pending(site.post)
    assert site.heard == ["a", "a", "b"]


def test_news_can_come_late(site):
    plan("delay", seconds=600)
    happen("a", "b")
    webhooks.deliver_pending(site.post)
    assert site.heard == ["b"]
    webhooks.deliver_pending(site.post, at=clock.wall() + timedelta(minutes=11))
    assert site.heard == ["b", "a"]


def test_news_can_come_in_reversed_order(site):
    plan("reorder", times=3)
    happen("a", "b")
    assert webhooks.deliver_pending(site.post) == 0
    happen("c", "d")
    webhooks.deliver_pending(site.post)
    assert site.heard == ["c", "b", "a", "d"]


def test_a_group_that_never_fills_is_sent_after_ten_seconds(site):
    plan("reorder", times=3)
    happen("a", "b")
    webhooks.deliver_pending(site.post, at=clock.wall() + timedelta(seconds=11))
    assert site.heard == ["b", "a"]


def test_news_can_be_lost_but_are_listed(site):
    plan("drop")
    happen("a", "b")
    webhooks.deliver_pending(site.post, at=clock.wall() + LATER)
    assert site.heard == ["b"]
    assert Event.objects.count() == 2


def test_the_job_brings_the_news_to_the_site(provider, run_jobs, monkeypatch, site):
    monkeypatch.setattr(webhooks, "post_to_site", site.post)
    happen("a")
    run_jobs()
    assert site.heard == ["a"]


def test_news_go_over_http_to_the_port_of_the_site(settings, db):
    heard = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Stripe-Signature"], json.loads(body)["type"]))
            self.send_response(200 if len(heard) == 1 else 503)
            self.end_headers()

        def log_message(self, *words):
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as listener:
        settings.PORT = listener.server_port
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        happen("a", "b")
        webhooks.deliver_pending(webhooks.post_to_site)
        listener.shutdown()
        thread.join()
    assert [(path, kind) for path, _, kind in heard] == [("/webhooks/stripe/", "a"), ("/webhooks/stripe/", "b")]
    assert heard[0][1].startswith("t=")
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == [200, 503]
    assert webhooks.post_to_site(b"{}", "t=1") == 0  # nobody listens any more


def test_what_a_call_made_happen_names_the_call(provider):
    v1 = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0).v1
    session = actions.open_session(amount=5000, currency="usd", success_url="http://localhost/")
    v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "end-1"})
    [event] = provider.events("checkout.session.expired")
    assert (event.idempotency_key, event.request_key[:4], event.api_version) == ("end-1", "req_", webhooks.API_VERSION)
