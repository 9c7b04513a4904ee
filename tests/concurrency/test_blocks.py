"""Blocks and messages at the same instant: one row, and a message is either before the block or refused."""

import threading
import time

import pytest
from django.db import connections, transaction

from market.core.base.errors import DomainError
from market.jobs.questions.actions import get_or_open_thread
from market.messaging import receivers
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.safety.actions import NotReachable, block_person, unblock_person
from market.safety.models import Block
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def talk(carla, farida):
    return get_or_open_thread(None, carla, farida).conversation


def test_fifty_taps_are_one_block(carla, farida, talk):
    outcomes = race(*[lambda: block_person(by=farida, person_id=carla.pk)] * MANY)
    assert len({getattr(outcome, "pk", outcome) for outcome in outcomes}) == 1
    assert Block.objects.count() == 1


def test_two_who_block_each_other_at_once_do_not_wait_for_ever(carla, farida, talk):
    for _try in range(5):
        acts = [
            lambda: block_person(by=farida, person_id=carla.pk),
            lambda: block_person(by=carla, person_id=farida.pk),
        ]
        assert len(winners(race(*acts * 4))) == 8
        assert Block.objects.count() == 2
        Block.objects.all().delete()


def test_a_block_is_taken_back_once(carla, farida, talk):
    block_person(by=farida, person_id=carla.pk)
    assert len(winners(race(*[lambda: unblock_person(by=farida, person_id=carla.pk)] * 4))) == 1


def beside(act):
    """Run in a thread; gives the thread and the list into which its outcome comes."""
    found = []

    def run():
        try:
            found.append(act() or "done")
        except DomainError as refused:
            found.append(refused)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_a_message_waits_for_the_block_that_is_being_made(carla, farida, talk):
    with transaction.atomic():
        block_person(by=farida, person_id=carla.pk)
        thread, found = beside(lambda: post_message(by=carla, conversation_id=talk.pk, text="Wait!"))
        time.sleep(0.5)
        assert found == []  # it waits: were it written now, it would come after the block
    thread.join(10)
    assert isinstance(found[0], NotReachable)
    assert not Message.objects.exists()


def test_without_the_locks_the_message_would_slip_through(carla, farida, talk, monkeypatch):
    monkeypatch.setattr(receivers, "close_conversations", lambda one, other: None)
    with transaction.atomic():
        block_person(by=farida, person_id=carla.pk)
        thread, found = beside(lambda: post_message(by=carla, conversation_id=talk.pk, text="Wait!"))
        thread.join(10)
        assert isinstance(found[0], Message)


def test_a_block_waits_for_the_message_that_is_being_written(carla, farida, talk):
    with transaction.atomic():
        post_message(by=carla, conversation_id=talk.pk, text="Before.")
        thread, found = beside(lambda: block_person(by=farida, person_id=carla.pk))
        time.sleep(0.5)
        assert found == []
    thread.join(10)
    assert isinstance(found[0], Block)
    assert Message.objects.get().text == "Before."


def test_of_many_messages_each_is_written_or_refused(carla, farida, talk):
    acts = [lambda: post_message(by=carla, conversation_id=talk.pk, text="?") for _ in range(12)]
    outcomes = race(*acts[:6], lambda: block_person(by=farida, person_id=carla.pk), *acts[6:])
    written = [outcome for outcome in outcomes if isinstance(outcome, Message)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotReachable)]
    assert len(written) + len(refused) == 12
    assert Message.objects.count() == len(written)


def test_a_bid_in_the_moment_of_a_block_is_seen_by_nobody(carla, farida):
    job = make.make_job(carla)
    race(lambda: make.make_bid(job, farida), lambda: block_person(by=carla, person_id=farida.pk))
    assert Block.objects.count() == 1
    assert not job.bids.all().visible_to(carla).exists()
