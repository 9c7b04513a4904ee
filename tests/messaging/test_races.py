"""Concurrency with real commits: numbers without gaps, one message per client_id, no deadlocks."""

import asyncio
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from market.messaging.actions import open_conversation, post_message
from market.messaging.appending import APPEND, AppendResult, MessageDraft, append_parameters
from market.messaging.batch_writer import BatchWriter
from market.messaging.message_stream import MessageStream
from market.messaging.models import Conversation, Message
from market.realtime import database
from market.realtime.sockets import Credential, Socket

THREADS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def run_in_threads(functions):
    """Call each function in its own thread, all released by a barrier; gives their results."""
    start = threading.Barrier(len(functions))

    def call_at_barrier(function):
        start.wait()
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(call_at_barrier, functions))


def append(*drafts):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(drafts))
        return [AppendResult(*row) for row in cursor.fetchall()]


def test_concurrent_messages_are_numbered_without_gaps_or_duplicates(conversation, carla, rahim):
    def say():
        for number in range(6):
            post_message(by=carla, conversation_id=conversation.pk, text=str(number))
        return True

    run_in_threads([say] * THREADS)
    assert list(Message.objects.values_list("seq", flat=True)) == list(range(1, 6 * THREADS + 1))


def test_concurrent_sends_of_one_client_id_create_one_message(conversation, carla):
    client_id = uuid.uuid4()
    ids = run_in_threads(
        [lambda: post_message(by=carla, conversation_id=conversation.pk, text="Once", client_id=client_id).pk] * THREADS
    )
    assert len(set(ids)) == 1
    assert Message.objects.count() == 1


def test_batches_in_opposite_lock_order_do_not_deadlock(carla, rahim):
    conversations = [open_conversation(title=str(n), address="", people=[carla, rahim]).pk for n in range(4)]

    def batch(order, who):
        def append_all():
            for _ in range(3):
                append(*(MessageDraft(conversation, who.pk, uuid.uuid4(), "x") for conversation in order))
            return True

        return append_all

    functions = [
        batch(conversations if n % 2 else conversations[::-1], carla if n < THREADS // 2 else rahim)
        for n in range(THREADS)
    ]
    assert all(run_in_threads(functions))
    for conversation in conversations:
        seqs = list(Message.objects.filter(conversation=conversation).values_list("seq", flat=True))
        assert seqs == list(range(1, 3 * THREADS + 1))


class RecordingSocket:
    """A socket without a connection: texts that it would send are in `out`."""

    def __init__(self, user):
        self.out = []
        self.socket = Socket(user, Credential("x"), self.send)

    async def send(self, event):
        self.out.append(event.get("text", ""))

    async def open(self):
        await MessageStream.of(self.socket).begin()
        await self.socket.accept()

    def texts_with(self, word):
        return [text for text in self.out if word in text]

    async def wait_for(self, word):
        while not self.texts_with(word):
            await asyncio.sleep(0.02)


def run(coroutine):
    async def limited():
        async with asyncio.timeout(15):
            try:
                return await coroutine
            finally:
                await database.close()

    return asyncio.run(limited())


@contextmanager
def locked_conversation(conversation):
    """Another transaction holds the row lock of the conversation until the given function is called."""
    locked, release = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Conversation.objects.select_for_update().get(pk=conversation.pk)
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


def test_a_locked_conversation_does_not_delay_others_of_a_batch(conversation, carla, rahim):
    free = open_conversation(title="Free", address="", people=[carla, rahim])

    async def scenario(release_lock):
        recorder, batches = RecordingSocket(carla), BatchWriter()
        await recorder.open()
        for where in (conversation, free):
            batches.add(recorder.socket, MessageDraft(where.pk, carla.pk, uuid.uuid4(), "Hi"))
        await recorder.wait_for(f'"conversation":{free.pk}')
        early = recorder.texts_with(f'"conversation":{conversation.pk}')
        release_lock()
        await recorder.wait_for(f'"conversation":{conversation.pk}')
        return early

    with locked_conversation(conversation) as release_lock:
        assert run(scenario(release_lock)) == []
    assert Message.objects.count() == 2


def test_a_failing_message_is_refused_and_the_rest_of_the_batch_is_saved(conversation, carla):
    other = open_conversation(title="Other", address="", people=[carla])
    bad, good = uuid.uuid4(), uuid.uuid4()

    async def scenario():
        recorder, batches = RecordingSocket(carla), BatchWriter()
        await recorder.open()
        batches.add(
            recorder.socket, MessageDraft(conversation.pk, carla.pk, bad, "Hi", code="longer than its column " * 9)
        )
        batches.add(recorder.socket, MessageDraft(other.pk, carla.pk, good, "Hi"))
        await recorder.wait_for(str(bad))
        await recorder.wait_for(str(good))
        return recorder

    recorder = run(scenario())
    assert "not_saved" in recorder.texts_with(str(bad))[0]
    assert "message.acknowledged" in recorder.texts_with(str(good))[0]
    assert Message.objects.get().conversation_id == other.pk
