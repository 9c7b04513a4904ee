"""Races of blocks and messages: one block, and a message is either written before the block or refused."""

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
def conversation(carla, farida):
    return get_or_open_thread(None, carla, farida).conversation


def test_concurrent_blocks_create_one_block(carla, farida, conversation):
    outcomes = race(*[lambda: block_person(by=farida, person_id=carla.pk)] * MANY)
    assert len({getattr(outcome, "pk", outcome) for outcome in outcomes}) == 1
    assert Block.objects.count() == 1


def test_mutual_blocks_do_not_deadlock(carla, farida, conversation):
    for _try in range(5):
        acts = [
            lambda: block_person(by=farida, person_id=carla.pk),
            lambda: block_person(by=carla, person_id=farida.pk),
        ]
        assert len(winners(race(*acts * 4))) == 8
        assert Block.objects.count() == 2
        Block.objects.all().delete()


def test_concurrent_unblocks_remove_a_block_once(carla, farida, conversation):
    block_person(by=farida, person_id=carla.pk)
    assert len(winners(race(*[lambda: unblock_person(by=farida, person_id=carla.pk)] * 4))) == 1


def start_thread(act):
    """Run the action in a thread; return the thread and the list that its outcome is put into."""
    results = []

    def run():
        try:
            results.append(act() or "done")
        except DomainError as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def test_message_waits_for_the_lock_of_a_block_and_is_refused(carla, farida, conversation):
    with transaction.atomic():
        block_person(by=farida, person_id=carla.pk)
        thread, results = start_thread(lambda: post_message(by=carla, conversation_id=conversation.pk, text="Wait!"))
        time.sleep(0.5)
        assert results == []  # it waits: written now, it would come after the block
    thread.join(10)
    assert isinstance(results[0], NotReachable)
    assert not Message.objects.exists()


def test_without_the_locks_a_message_passes_the_block(carla, farida, conversation, monkeypatch):
    monkeypatch.setattr(receivers, "close_conversations", lambda one, other: None)
    with transaction.atomic():
        block_person(by=farida, person_id=carla.pk)
        thread, results = start_thread(lambda: post_message(by=carla, conversation_id=conversation.pk, text="Wait!"))
        thread.join(10)
        assert isinstance(results[0], Message)


def test_block_waits_for_the_lock_of_a_message(carla, farida, conversation):
    with transaction.atomic():
        post_message(by=carla, conversation_id=conversation.pk, text="Before.")
        thread, results = start_thread(lambda: block_person(by=farida, person_id=carla.pk))
        time.sleep(0.5)
        assert results == []
    thread.join(10)
    assert isinstance(results[0], Block)
    assert Message.objects.get().text == "Before."


def test_messages_racing_a_block_are_written_or_refused(carla, farida, conversation):
    acts = [lambda: post_message(by=carla, conversation_id=conversation.pk, text="?") for _ in range(12)]
    outcomes = race(*acts[:6], lambda: block_person(by=farida, person_id=carla.pk), *acts[6:])
    written = [outcome for outcome in outcomes if isinstance(outcome, Message)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotReachable)]
    assert len(written) + len(refused) == 12
    assert Message.objects.count() == len(written)


def test_bid_racing_a_block_is_not_visible_to_the_client(carla, farida):
    job = make.make_job(carla)
    race(lambda: make.make_bid(job, farida), lambda: block_person(by=carla, person_id=farida.pk))
    assert Block.objects.count() == 1
    assert not job.bids.all().visible_to(carla).exists()
