"""Twenty devices disconnect, send twice, use pages and sockets: no message is lost, doubled or reordered."""

import asyncio
import json
import random
import uuid
from dataclasses import replace

import pytest
from asgiref.sync import sync_to_async
from websockets.exceptions import ConnectionClosed, WebSocketException

from market.messaging import message_stream
from market.messaging.actions import open_conversation, post_message
from market.messaging.models import Message
from tests import make
from tests.realtime.client import Site, send, session_of
from tests.realtime.conftest import SiteProcess

PEOPLE, CONVERSATIONS, MESSAGES = 20, 5, 30


class Device:
    """Sends its messages in order, each until it is acknowledged; stores what it received, and resumes from there."""

    def __init__(self, user, session, conversations, seed):
        self.user, self.session, self.conversations = user, session, conversations
        self.chance = random.Random(seed)
        self.outbox = [
            (self.chance.choice(conversations), str(uuid.uuid4()), f"{user.pk} {n}") for n in range(MESSAGES)
        ]
        self.sent = {client_id: text for _, client_id, text in self.outbox}
        self.last_seq = dict.fromkeys(conversations, 0)
        self.received = {conversation: {} for conversation in conversations}
        self.errors = []
        self.has_resumed = False
        self.openings = 0

    @property
    def is_done(self):
        return not self.outbox

    def handle(self, frame):
        if frame["type"] == "message.acknowledged":
            self.store(frame["conversation"], frame["seq"], self.sent[frame["client_id"]])
            self.outbox = [each for each in self.outbox if each[1] != frame["client_id"]]
        elif frame["type"] == "message.created":
            self.store(frame["conversation"], frame["message"]["seq"], frame["message"]["text"])
        elif frame["type"] == "resumed":
            self.has_resumed = True
        elif frame["type"] == "error" and frame["code"] != "not_saved":
            self.errors.append(frame)

    def store(self, conversation, seq, text):
        if seq > self.last_seq[conversation] + 1:
            if self.has_resumed:
                self.errors.append(f"gap in {conversation}: {self.last_seq[conversation]} then {seq}")
            return  # a live frame before `resumed` is sent again by the resume
        if self.received[conversation].setdefault(seq, text) != text:
            self.errors.append(f"two texts at {seq} of {conversation}")
        self.last_seq[conversation] = max(self.last_seq[conversation], seq)

    async def run(self, site, until):
        """Connect and disconnect until `until()` is true."""
        while not until():
            try:
                async with site().by_session(self.session) as socket:
                    self.has_resumed, self.openings = False, self.openings + 1
                    await send(
                        socket,
                        type="resume",
                        conversations={str(conversation): seq for conversation, seq in self.last_seq.items()},
                    )
                    await self.communicate(socket, until)
            except (OSError, WebSocketException, ConnectionClosed):
                await asyncio.sleep(0.05)

    async def communicate(self, socket, until):
        leaves_after = self.chance.randint(3, 40)
        for conversation, client_id, text in list(self.outbox):
            for _ in range(self.chance.choice([1, 1, 1, 2])):
                await send(socket, type="message.send", conversation=conversation, client_id=client_id, text=text)
        while not until():
            try:
                async with asyncio.timeout(0.5):
                    self.handle(json.loads(await socket.recv()))
            except TimeoutError:
                if self.outbox:  # unacknowledged messages are sent again
                    return
                continue
            leaves_after -= 1
            if not leaves_after:
                if self.chance.random() < 0.5:
                    socket.transport.abort()
                return


@pytest.fixture
def devices(transactional_db, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=10_000)
    people = [make.make_person(f"P{number}") for number in range(PEOPLE)]
    conversations = [
        open_conversation(title="Talk", address="", people=people[start::CONVERSATIONS])
        for start in range(CONVERSATIONS)
    ]
    return [
        Device(person, session_of(person), [conversations[number % CONVERSATIONS].pk], seed=number)
        for number, person in enumerate(people)
    ]


def assert_consistent(devices):
    assert [error for device in devices for error in device.errors] == []
    for conversation in {conversation for device in devices for conversation in device.conversations}:
        rows = list(
            Message.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "sender", "text")
        )
        assert [seq for seq, _, _ in rows] == list(range(1, len(rows) + 1))
        texts = [text for _, _, text in rows]
        assert len(set(texts)) == len(texts)
        for device in [each for each in devices if conversation in each.conversations]:
            assert [device.received[conversation][seq] for seq in sorted(device.received[conversation])] == texts
            sent = [text for text in texts if text.startswith(f"{device.user.pk} ") and "page" not in text]
            assert len(sent) == MESSAGES
    return True


def all_received(devices, extra=0):
    def until():
        if not all(device.is_done for device in devices):
            return False
        per_talk = len(devices) // CONVERSATIONS * MESSAGES + extra
        return all(
            device.last_seq[conversation] >= per_talk for device in devices for conversation in device.conversations
        )

    return until


def run(work, seconds=90):
    async def limited():
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(limited())


def test_reconnecting_devices_lose_no_messages(served, devices):
    async def scenario():
        until = all_received(devices, extra=10)

        async def pages():
            for number in range(10):
                for device in devices[:CONVERSATIONS]:
                    text = f"{device.user.pk} page {number}"
                    await sync_to_async(post_message)(
                        by=device.user, conversation_id=device.conversations[0], text=text
                    )

        await asyncio.gather(pages(), *(device.run(lambda: served, until) for device in devices))

    run(scenario())
    assert assert_consistent(devices)


def test_lost_pushes_lose_no_messages(served, devices, monkeypatch):
    chance = random.Random(1)
    methods = {name: getattr(message_stream.MessageStream, name) for name in ("offer", "want")}
    for name, method in methods.items():
        monkeypatch.setattr(
            message_stream.MessageStream, name, lambda *args, _tell=method: chance.random() < 0.5 and _tell(*args)
        )
    run(_run_devices(served, devices))
    assert assert_consistent(devices)


async def _run_devices(site, devices):
    until = all_received(devices)
    await asyncio.gather(*(device.run(lambda: site, until) for device in devices))


def test_a_killed_server_process_loses_no_messages(processes, devices, settings, monkeypatch):
    monkeypatch.setenv("MARKET_MESSAGES_PER_MINUTE", "10000")
    processes += [SiteProcess(), SiteProcess()]

    async def scenario():
        until = all_received(devices)
        chance = random.Random(2)

        async def killer():
            for _ in range(3):
                await asyncio.sleep(0.4)
                victim = processes[-1]
                await asyncio.to_thread(victim.kill)
                processes.append(await asyncio.to_thread(SiteProcess))

        def anyone():
            return Site(chance.choice([processes[0], processes[-1]]).port)

        await asyncio.gather(killer(), *(device.run(anyone, until) for device in devices))

    run(scenario())
    assert assert_consistent(devices)
