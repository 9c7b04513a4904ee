"""Twenty devices fall off the line, send twice, talk by page and socket: nothing is lost, doubled or reordered."""

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
from tests.realtime.conftest import Process

PEOPLE, TALKS, MESSAGES = 20, 5, 30


class Device:
    """Sends its messages in order, each until it is acknowledged; holds what it was shown, and resumes from there."""

    def __init__(self, user, session, talks, seed):
        self.user, self.session, self.talks = user, session, talks
        self.chance = random.Random(seed)
        self.outbox = [(self.chance.choice(talks), str(uuid.uuid4()), f"{user.pk} {n}") for n in range(MESSAGES)]
        self.mine = {client_id: text for _, client_id, text in self.outbox}
        self.held = dict.fromkeys(talks, 0)
        self.got = {talk: {} for talk in talks}
        self.faults = []
        self.has_resumed = False
        self.openings = 0

    @property
    def is_done(self):
        return not self.outbox

    def take(self, frame):
        if frame["type"] == "message.acknowledged":
            self.note(frame["conversation"], frame["seq"], self.mine[frame["client_id"]])
            self.outbox = [each for each in self.outbox if each[1] != frame["client_id"]]
        elif frame["type"] == "message.created":
            self.note(frame["conversation"], frame["message"]["seq"], frame["message"]["text"])
        elif frame["type"] == "resumed":
            self.has_resumed = True
        elif frame["type"] == "error" and frame["code"] != "not_saved":
            self.faults.append(frame)

    def note(self, talk, seq, text):
        if seq > self.held[talk] + 1:
            if self.has_resumed:
                self.faults.append(f"gap in {talk}: {self.held[talk]} then {seq}")
            return  # what comes live before the answer to `resume` comes again with it
        if self.got[talk].setdefault(seq, text) != text:
            self.faults.append(f"two texts at {seq} of {talk}")
        self.held[talk] = max(self.held[talk], seq)

    async def live(self, site, until):
        """Come and go until `until()` says that all is there."""
        while not until():
            try:
                async with site().by_session(self.session) as socket:
                    self.has_resumed, self.openings = False, self.openings + 1
                    await send(socket, type="resume", conversations={str(talk): seq for talk, seq in self.held.items()})
                    await self.stay(socket, until)
            except (OSError, WebSocketException, ConnectionClosed):
                await asyncio.sleep(0.05)

    async def stay(self, socket, until):
        leaves_after = self.chance.randint(3, 40)
        for talk, client_id, text in list(self.outbox):
            for _ in range(self.chance.choice([1, 1, 1, 2])):
                await send(socket, type="message.send", conversation=talk, client_id=client_id, text=text)
        while not until():
            try:
                async with asyncio.timeout(0.5):
                    self.take(json.loads(await socket.recv()))
            except TimeoutError:
                if self.outbox:  # what was not answered is sent again
                    return
                continue
            leaves_after -= 1
            if not leaves_after:
                if self.chance.random() < 0.5:
                    socket.transport.abort()
                return


@pytest.fixture
def crowd(transactional_db, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=10_000)
    people = [make.make_person(f"P{number}") for number in range(PEOPLE)]
    talks = [open_conversation(title="Talk", address="", people=people[start::TALKS]) for start in range(TALKS)]
    return [
        Device(person, session_of(person), [talks[number % TALKS].pk], seed=number)
        for number, person in enumerate(people)
    ]


def check(devices):
    assert [fault for device in devices for fault in device.faults] == []
    for talk in {talk for device in devices for talk in device.talks}:
        rows = list(Message.objects.filter(conversation=talk).order_by("seq").values_list("seq", "sender", "text"))
        assert [seq for seq, _, _ in rows] == list(range(1, len(rows) + 1))
        texts = [text for _, _, text in rows]
        assert len(set(texts)) == len(texts)
        for device in [each for each in devices if talk in each.talks]:
            assert [device.got[talk][seq] for seq in sorted(device.got[talk])] == texts
            own = [text for text in texts if text.startswith(f"{device.user.pk} ") and "page" not in text]
            assert len(own) == MESSAGES
    return True


def all_there(devices, extra=0):
    def until():
        if not all(device.is_done for device in devices):
            return False
        per_talk = len(devices) // TALKS * MESSAGES + extra
        return all(device.held[talk] >= per_talk for device in devices for talk in device.talks)

    return until


def run(work, seconds=90):
    async def limited():
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(limited())


def test_devices_that_come_and_go_lose_nothing(served, crowd):
    async def story():
        until = all_there(crowd, extra=10)

        async def pages():
            for number in range(10):
                for device in crowd[:TALKS]:
                    text = f"{device.user.pk} page {number}"
                    await sync_to_async(post_message)(by=device.user, conversation_id=device.talks[0], text=text)

        await asyncio.gather(pages(), *(device.live(lambda: served, until) for device in crowd))

    run(story())
    assert check(crowd)


def test_hints_that_never_arrive_lose_nothing(served, crowd, monkeypatch):
    chance = random.Random(1)
    told = {name: getattr(message_stream.MessageStream, name) for name in ("offer", "want")}
    for name, tell in told.items():
        monkeypatch.setattr(
            message_stream.MessageStream, name, lambda *args, _tell=tell: chance.random() < 0.5 and _tell(*args)
        )
    run(_everybody(served, crowd))
    assert check(crowd)


async def _everybody(site, crowd):
    until = all_there(crowd)
    await asyncio.gather(*(device.live(lambda: site, until) for device in crowd))


def test_a_server_killed_in_the_middle_loses_nothing(processes, crowd, settings, monkeypatch):
    monkeypatch.setenv("MARKET_MESSAGES_PER_MINUTE", "10000")
    processes += [Process(), Process()]

    async def story():
        until = all_there(crowd)
        chance = random.Random(2)

        async def killer():
            for _ in range(3):
                await asyncio.sleep(0.4)
                victim = processes[-1]
                await asyncio.to_thread(victim.kill)
                processes.append(await asyncio.to_thread(Process))

        def anyone():
            return Site(chance.choice([processes[0], processes[-1]]).port)

        await asyncio.gather(killer(), *(device.live(anyone, until) for device in crowd))

    run(story())
    assert check(crowd)
