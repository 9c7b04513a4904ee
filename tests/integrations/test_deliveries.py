"""Webhook deliveries: created in the transaction of the action, signed, retried for days, given up, replayed."""

from contextlib import ExitStack
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from market.bids.bids.decision_actions import withdraw_bid
from market.contracts.workroom.contract_actions import accept_terms
from market.integrations import sending
from market.integrations.actions import (
    change_endpoint,
    create_endpoint,
    forget_deliveries,
    replay_delivery,
    take_delivery,
)
from market.integrations.actions import test_endpoint as send_test
from market.integrations.models import Attempt, Delivery
from market.integrations.tasks import send_delivery
from market.messaging.actions import post_message
from tests import make
from tests.payments import story
from tests.servers import dripping, server

State = Delivery.State


def test_webhook_is_sent_with_the_event_payload(carla, farida, receiver, listen, run_jobs):
    listen(carla)
    bid = make.make_bid(make.make_job(carla), farida)
    run_jobs()
    payloads = {each["type"]: each["data"] for each in receiver.events}
    assert payloads["bid.submitted"] == {
        "bid": bid.pk,
        "state": "submitted",
        "job": bid.job_id,
        "freelancer": farida.pk,
        "act": "bid.submitted",
    }
    assert set(receiver.events[0]) == {"type", "id", "created_at", "data"}
    assert receiver.ids == [each["id"] for each in receiver.events]
    assert not Delivery.objects.exclude(kind="message.created").exclude(state=State.DELIVERED).exists()


def test_slow_endpoint_moves_to_its_own_queue_and_back(carla, farida, receiver, listen, run_jobs):
    """After a slow attempt its deliveries go to another queue, also those that were in the first one already."""
    listen(carla)
    make.make_job(carla)
    run_jobs()
    endpoint = carla.endpoints.get()
    assert not endpoint.is_slow
    job = make.make_job(carla)
    run_jobs()
    make.make_bid(job, farida)
    carla.endpoints.update(is_slow=True)
    waiting = ProcrastinateJob.objects.filter(task_name__startswith="market.integrations")
    first = waiting.filter(queue_name="webhooks").latest("id")
    send_delivery.func(**first.args)
    again = waiting.filter(queue_name="slow_webhooks").get()
    assert again.args == first.args
    assert not Attempt.objects.filter(delivery=first.args["delivery_id"]).exists()
    run_jobs()
    assert Attempt.objects.filter(delivery=first.args["delivery_id"]).exists()
    endpoint.refresh_from_db()
    assert not endpoint.is_slow


def test_rollback_removes_the_delivery(carla, farida, listen):
    listen(carla)
    bid = make.make_bid(make.make_job(carla), farida)
    Delivery.objects.all().delete()
    with transaction.atomic():
        withdraw_bid(by=farida, bid_id=bid.pk)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_only_affected_users_get_only_subscribed_events(carla, farida, omar, listen, receiver, run_jobs):
    listen(omar)
    listen(carla, "contract.started")
    bid = make.make_bid(make.make_job(carla), farida)
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert [each.kind for each in Delivery.objects.all()] == ["contract.started"]
    receiver.secret = carla.endpoints.get().secret
    run_jobs()
    assert receiver.events[0]["data"]["contract"] == contract.pk
    assert receiver.events[0]["data"]["state"] == "active"


def test_payment_events_are_sent(provider, carla, farida, listen, receiver, run_jobs):
    listen(farida)
    story.funded(provider, "40.00", "60.00")
    run_jobs()
    assert {"contract.started", "milestone.funded"} <= {each["type"] for each in receiver.events}
    funded = next(each["data"] for each in receiver.events if each["type"] == "milestone.funded")
    assert funded["state"] == "funded"


def test_message_event_has_ids_but_no_text(carla, farida, listen, receiver, travel):
    listen(carla, "message.created")
    bid = make.make_bid(make.make_job(carla), farida)
    Delivery.objects.all().delete()
    message = post_message(by=farida, conversation_id=bid.conversation_id, text="My secret words")
    assert Delivery.objects.get().state == State.WAITING
    travel(timedelta(seconds=1))
    data = receiver.events[-1]["data"]
    assert data == {"conversation": bid.conversation_id, "message": message.pk, "seq": message.seq, "sender": farida.pk}
    assert "secret words" not in str(receiver.events)


def test_failed_delivery_is_retried_until_it_succeeds(carla, listen, receiver, travel):
    receiver.answers = [(500, b"oh", {}), (503, b"no", {}), (200, b"thanks", {})]
    send_test(by=carla, endpoint_id=listen(carla).pk)
    make.run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (State.WAITING, 1)
    travel(timedelta(seconds=6))
    assert Delivery.objects.get().tries == 2
    assert carla.endpoints.get().failing_since is not None
    travel(timedelta(minutes=6))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.due_at) == (State.DELIVERED, 3, None)
    assert [each.status for each in delivery.attempts.all()] == [200, 503, 500]
    assert len(set(receiver.ids)) == 1
    assert carla.endpoints.get().failing_since is None


def test_days_of_failure_turn_the_endpoint_off_and_notify_its_owner(carla, listen, receiver, travel, run_jobs, mailbox):
    receiver.answers = [(500, b"oh", {})]
    endpoint = listen(carla)
    send_test(by=carla, endpoint_id=endpoint.pk)
    travel(timedelta(days=4, hours=12))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (State.GIVEN_UP, 10)
    assert carla.endpoints.get().is_on
    travel(timedelta(days=1))
    send_test(by=carla, endpoint_id=endpoint.pk)
    travel(timedelta(seconds=1))
    endpoint.refresh_from_db()
    assert (endpoint.is_on, endpoint.turned_off_at is not None) == (False, True)
    assert [each.kind for each in carla.notifications.all()] == ["account.webhook_off"]
    assert any("turned off" in mail.subject for mail in mailbox)
    assert not Delivery.objects.filter(state=State.WAITING).exists()


def test_410_turns_the_endpoint_off_and_the_page_says_why(carla, listen, receiver, run_jobs, page):
    receiver.answers = [(410, b"", {})]
    endpoint = listen(carla)
    send_test(by=carla, endpoint_id=endpoint.pk)
    run_jobs()
    assert not carla.endpoints.get().is_on
    shown = page(carla).get(endpoint.get_absolute_url()).content.decode()
    assert "Your program answered 410" in shown
    assert "You turned it off." not in shown
    change_endpoint(by=carla, endpoint_id=endpoint.pk, is_on=True)
    change_endpoint(by=carla, endpoint_id=endpoint.pk, is_on=False)
    assert "You turned it off." in page(carla).get(endpoint.get_absolute_url()).content.decode()


def test_redirect_is_not_followed(carla, listen, receiver, run_jobs):
    receiver.answers = [(302, b"", {"Location": receiver.url})]
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert len(receiver.events) == 1
    assert Attempt.objects.get().status == 302
    assert Delivery.objects.get().state == State.WAITING


def test_delivery_attempt_times_out(carla, listen, receiver, run_jobs, monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE", 0.2)
    receiver.wait = 0.5
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert Attempt.objects.get().failure == "The server did not answer in time."


def test_slow_response_headers_block_no_other_delivery(carla, farida, listen, receiver, run_jobs, monkeypatch):
    """Each attempt ends at its deadline, even if every read returns some bytes."""
    monkeypatch.setattr(sending, "DEADLINE", 1.0)
    with ExitStack() as stack:
        for _ in range(2):
            url = stack.enter_context(server(dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: a\r\n")))
            endpoint = create_endpoint(by=farida, url=url, events=["bid.submitted"])
            send_test(by=farida, endpoint_id=endpoint.pk)
        send_test(by=carla, endpoint_id=listen(carla).pk)
        run_jobs()
    dripped = Attempt.objects.filter(delivery__endpoint__user=farida)
    assert [each.failure for each in dripped] == ["The server did not answer in time."] * 2
    assert [each["type"] for each in receiver.events] == ["endpoint.tested"]


def test_refused_connection_is_a_failed_attempt(carla, listen, receiver, run_jobs):
    endpoint = listen(carla)
    receiver.stop()
    send_test(by=carla, endpoint_id=endpoint.pk)
    run_jobs()
    assert Attempt.objects.get().failure == "The connection failed: ConnectionRefusedError."


def test_stored_response_body_is_truncated(carla, listen, receiver, run_jobs):
    receiver.answers = [(200, b"x\0" * 50_000, {})]
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert len(Attempt.objects.get().answer) == sending.KEPT_ANSWER


def test_delivery_attempt_is_claimed_once(carla, listen):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    assert take_delivery(delivery_id=delivery.pk, tries=0) is not None
    assert take_delivery(delivery_id=delivery.pk, tries=0) is None


def test_lost_attempt_is_retried(carla, listen, receiver, travel):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    take_delivery(delivery_id=delivery.pk, tries=0)  # and the worker process dies
    make.run_jobs()
    assert receiver.events == []
    travel(timedelta(minutes=3))
    delivery.refresh_from_db()
    assert (delivery.state, len(receiver.events)) == (State.DELIVERED, 1)


def test_replay_has_the_same_webhook_id(carla, listen, receiver, run_jobs):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    replay_delivery(by=carla, delivery_id=delivery.pk)
    run_jobs()
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


def test_turning_an_endpoint_off_gives_up_waiting_deliveries(carla, listen, receiver, run_jobs):
    endpoint = listen(carla)
    send_test(by=carla, endpoint_id=endpoint.pk)
    change_endpoint(by=carla, endpoint_id=endpoint.pk, is_on=False)
    run_jobs()
    assert receiver.events == []
    assert Delivery.objects.get().state == State.GIVEN_UP


def test_old_deliveries_are_deleted(carla, listen, receiver, travel):
    send_test(by=carla, endpoint_id=listen(carla).pk)
    make.run_jobs()
    travel(timedelta(days=29))
    forget_deliveries()
    assert Delivery.objects.exists()
    travel(timedelta(days=2))
    forget_deliveries()
    assert not Delivery.objects.exists()
