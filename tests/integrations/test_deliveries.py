"""News on their way: raised with the act, signed, tried again for days, given up, replayed."""

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


def test_both_sides_are_told_in_the_same_transaction(carla, farida, receiver, listen, run_jobs):
    listen(carla)
    bid = make.make_bid(make.make_job(carla), farida)
    run_jobs()
    told = {each["type"]: each["data"] for each in receiver.news}
    assert told["bid.submitted"] == {
        "bid": bid.pk,
        "state": "submitted",
        "job": bid.job_id,
        "freelancer": farida.pk,
        "act": "bid.submitted",
    }
    assert set(receiver.news[0]) == {"type", "id", "created_at", "data"}
    assert receiver.ids == [each["id"] for each in receiver.news]
    assert not Delivery.objects.exclude(kind="message.created").exclude(state=State.DELIVERED).exists()


def test_a_receiver_that_drips_holds_up_nobody_who_answers(carla, farida, receiver, listen, run_jobs):
    """After its first slow try all that is for it waits in another queue, also what was in the first one already."""
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


def test_what_is_undone_is_told_to_nobody(carla, farida, listen):
    listen(carla)
    bid = make.make_bid(make.make_job(carla), farida)
    Delivery.objects.all().delete()
    with transaction.atomic():
        withdraw_bid(by=farida, bid_id=bid.pk)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_only_who_is_concerned_and_only_what_was_asked_for(carla, farida, omar, listen, receiver, run_jobs):
    listen(omar)
    listen(carla, "contract.started")
    bid = make.make_bid(make.make_job(carla), farida)
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert [each.kind for each in Delivery.objects.all()] == ["contract.started"]
    receiver.secret = carla.endpoints.get().secret
    run_jobs()
    assert receiver.news[0]["data"]["contract"] == contract.pk
    assert receiver.news[0]["data"]["state"] == "active"


def test_money_is_told(provider, carla, farida, listen, receiver, run_jobs):
    listen(farida)
    story.funded(provider, "40.00", "60.00")
    run_jobs()
    assert {"contract.started", "milestone.funded"} <= {each["type"] for each in receiver.news}
    funded = next(each["data"] for each in receiver.news if each["type"] == "milestone.funded")
    assert funded["state"] == "funded"


def test_messages_are_told_by_id_never_by_text(carla, farida, listen, receiver, travel):
    listen(carla, "message.created")
    bid = make.make_bid(make.make_job(carla), farida)
    Delivery.objects.all().delete()
    said = post_message(by=farida, conversation_id=bid.conversation_id, text="My secret words")
    assert Delivery.objects.get().state == State.WAITING
    travel(timedelta(seconds=1))
    data = receiver.news[-1]["data"]
    assert data == {"conversation": bid.conversation_id, "message": said.pk, "seq": said.seq, "sender": farida.pk}
    assert "secret words" not in str(receiver.news)


def test_a_failure_is_tried_again_until_it_is_taken(carla, listen, receiver, travel):
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


def test_after_days_of_failure_it_is_turned_off_and_she_is_told(carla, listen, receiver, travel, run_jobs, mailbox):
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


def test_gone_is_never_again_and_the_page_says_why(carla, listen, receiver, run_jobs, page):
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


def test_a_redirect_is_not_followed(carla, listen, receiver, run_jobs):
    receiver.answers = [(302, b"", {"Location": receiver.url})]
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert len(receiver.news) == 1
    assert Attempt.objects.get().status == 302
    assert Delivery.objects.get().state == State.WAITING


def test_who_does_not_answer_is_not_waited_for(carla, listen, receiver, run_jobs, monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE", 0.2)
    receiver.wait = 0.5
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert Attempt.objects.get().failure == "The server did not answer in time."


def test_who_drips_headers_holds_up_nobody_else(carla, farida, listen, receiver, run_jobs, monkeypatch):
    """Each try ends at its deadline, though every read of it brings something."""
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
    assert [each["type"] for each in receiver.news] == ["endpoint.tested"]


def test_nobody_there(carla, listen, receiver, run_jobs):
    endpoint = listen(carla)
    receiver.stop()
    send_test(by=carla, endpoint_id=endpoint.pk)
    run_jobs()
    assert Attempt.objects.get().failure == "The connection failed: ConnectionRefusedError."


def test_only_the_beginning_of_an_answer_is_kept(carla, listen, receiver, run_jobs):
    receiver.answers = [(200, b"x\0" * 50_000, {})]
    send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    assert len(Attempt.objects.get().answer) == sending.KEPT_ANSWER


def test_one_of_two_takes_a_try(carla, listen):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    assert take_delivery(delivery_id=delivery.pk, tries=0) is not None
    assert take_delivery(delivery_id=delivery.pk, tries=0) is None


def test_a_try_that_was_lost_comes_again(carla, listen, receiver, travel):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    take_delivery(delivery_id=delivery.pk, tries=0)  # and the process dies
    make.run_jobs()
    assert receiver.news == []
    travel(timedelta(minutes=3))
    delivery.refresh_from_db()
    assert (delivery.state, len(receiver.news)) == (State.DELIVERED, 1)


def test_a_replay_has_the_same_id(carla, listen, receiver, run_jobs):
    delivery = send_test(by=carla, endpoint_id=listen(carla).pk)
    run_jobs()
    replay_delivery(by=carla, delivery_id=delivery.pk)
    run_jobs()
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


def test_what_waits_ends_when_it_is_turned_off(carla, listen, receiver, run_jobs):
    endpoint = listen(carla)
    send_test(by=carla, endpoint_id=endpoint.pk)
    change_endpoint(by=carla, endpoint_id=endpoint.pk, is_on=False)
    run_jobs()
    assert receiver.news == []
    assert Delivery.objects.get().state == State.GIVEN_UP


def test_the_log_ends_after_its_days(carla, listen, receiver, travel):
    send_test(by=carla, endpoint_id=listen(carla).pk)
    make.run_jobs()
    travel(timedelta(days=29))
    forget_deliveries()
    assert Delivery.objects.exists()
    travel(timedelta(days=2))
    forget_deliveries()
    assert not Delivery.objects.exists()
