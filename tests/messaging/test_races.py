"""Many at once, with real commits: numbers without gaps, one message per client_id, nobody waits for ever."""

import asyncio
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from market.messaging.actions import (
    APPEND,
    AppendResult,
    MessageDraft,
    append_parameters,
    open_conversation,
    post_message,
)
from market.messaging.batch_writer import BatchWriter
from market.messaging.message_stream import MessageStream
from market.messaging.models import Conversation, Message
from market.realtime import database
from market.realtime.sockets import Credential, Socket

THREADS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(works):
    """Call each in a thread of its own, all started at the same moment; gives their results."""
    start = threading.Barrier(len(works))

    def call(work):
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(call, works))


def append(*drafts):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(drafts))
        return [AppendResult(*row) for row in cursor.fetchall()]


def test_numbers_have_no_gap_and_no_twin(talk, carla, rahim):
    def say():
        for number in range(6):
            post_message(by=carla, conversation_id=talk.pk, text=str(number))
        return True

    at_once([say] * THREADS)
    assert list(Message.objects.values_list("seq", flat=True)) == list(range(1, 6 * THREADS + 1))


def test_one_client_id_sent_by_all_at_once_is_one_message(talk, carla):
    client_id = uuid.uuid4()
    said = at_once(
        [lambda: post_message(by=carla, conversation_id=talk.pk, text="Once", client_id=client_id).pk] * THREADS
    )
    assert len(set(said)) == 1
    assert Message.objects.count() == 1


def test_batches_that_share_talks_in_opposite_order_do_not_block_each_other(carla, rahim):
    talks = [open_conversation(title=str(n), address="", people=[carla, rahim]).pk for n in range(4)]

    def batch(order, who):
        def work():
            for _ in range(3):
                append(*(MessageDraft(talk, who.pk, uuid.uuid4(), "x") for talk in order))
            return True

        return work

    works = [batch(talks if n % 2 else talks[::-1], carla if n < THREADS // 2 else rahim) for n in range(THREADS)]
    assert all(at_once(works))
    for talk in talks:
        seqs = list(Message.objects.filter(conversation=talk).values_list("seq", flat=True))
        assert seqs == list(range(1, 3 * THREADS + 1))


class Ear:
    """A socket without a line: what it would send stands in `out`."""

    def __init__(self, user):
        self.out = []
        self.socket = Socket(user, Credential("x"), self.send)

    async def send(self, event):
        self.out.append(event.get("text", ""))

    async def open(self):
        await MessageStream.of(self.socket).begin()
        await self.socket.accept()

    def about(self, word):
        return [text for text in self.out if word in text]

    async def hears(self, word):
        while not self.about(word):
            await asyncio.sleep(0.02)


def run(work):
    async def limited():
        async with asyncio.timeout(15):
            try:
                return await work
            finally:
                await database.close()

    return asyncio.run(limited())


@contextmanager
def held(talk):
    """A long transaction somewhere else holds the talk; calling what is given ends it."""
    locked, release = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Conversation.objects.select_for_update().get(pk=talk.pk)
                locked.set()
                release.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(5)
    yield release.set
    release.set()
    holder.join()


def test_a_talk_that_somebody_holds_does_not_hold_the_others(talk, carla, rahim):
    free = open_conversation(title="Free", address="", people=[carla, rahim])

    async def story(let_go):
        ear, batches = Ear(carla), BatchWriter()
        await ear.open()
        for where in (talk, free):
            batches.add(ear.socket, MessageDraft(where.pk, carla.pk, uuid.uuid4(), "Hi"))
        await ear.hears(f'"conversation":{free.pk}')
        early = ear.about(f'"conversation":{talk.pk}')
        let_go()
        await ear.hears(f'"conversation":{talk.pk}')
        return early

    with held(talk) as let_go:
        assert run(story(let_go)) == []
    assert Message.objects.count() == 2


def test_what_cannot_be_written_is_refused_with_its_id_and_the_rest_is_written(talk, carla):
    other = open_conversation(title="Other", address="", people=[carla])
    slip, good = uuid.uuid4(), uuid.uuid4()

    async def story():
        ear, batches = Ear(carla), BatchWriter()
        await ear.open()
        batches.add(ear.socket, MessageDraft(talk.pk, carla.pk, slip, "Hi", code="longer than its column " * 9))
        batches.add(ear.socket, MessageDraft(other.pk, carla.pk, good, "Hi"))
        await ear.hears(str(slip))
        await ear.hears(str(good))
        return ear

    ear = run(story())
    assert "not_saved" in ear.about(str(slip))[0]
    assert "message.acknowledged" in ear.about(str(good))[0]
    assert Message.objects.get().conversation_id == other.pk
