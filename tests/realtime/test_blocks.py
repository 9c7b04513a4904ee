"""What sockets say once two people are kept apart: nothing of each other."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from market.core.base import events
from market.messaging.actions import open_conversation, post_message, post_system_message
from market.messaging.models import Message
from market.safety.actions import block_person, unblock_person
from tests.realtime.client import heard, say, send

later = sync_to_async


@pytest.fixture
def talk(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


async def all_until_pong(socket):
    await send(socket, type="ping")
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != "pong":
            frames.append(json.loads(await socket.recv()))
    return frames[:-1]


def test_an_open_socket_goes_silent_at_once(served, talk, carla, rahim):
    async def story():
        async with await later(served.device)(carla) as hers, await later(served.device)(rahim) as his:
            assert (await heard(hers, "presence"))["online"] is True
            await all_until_pong(his)
            await later(block_person)(by=carla, person_id=rahim.pk)
            gone = [await heard(hers, "presence"), await heard(his, "presence")]
            await say(his, talk.pk, "Answer me!")
            refused = await heard(his, "error")
            await send(his, type="typing", conversation=talk.pk)
            not_typing = await heard(his, "error")
            return gone, refused, not_typing, await all_until_pong(hers)

    gone, refused, not_typing, rest = asyncio.run(story())
    assert [(each["user"], each["online"]) for each in gone] == [(rahim.pk, False), (carla.pk, False)]
    assert refused["code"] == "not_reachable"
    assert not_typing["code"] == "not_found"
    assert {frame["type"] for frame in rest} <= {"unread"}
    assert not Message.objects.exists()


def test_who_comes_later_meets_nobody_and_lacks_nothing(served, talk, carla, rahim, monkeypatch):
    monkeypatch.setattr(events, "_events", dict(events._events))

    class News(events.Event, code="test.news"):
        system_message = "News"

    post_message(by=rahim, conversation_id=talk.pk, text="Hello")
    block_person(by=carla, person_id=rahim.pk)

    async def story():
        async with await later(served.device)(carla) as hers, await later(served.device)(rahim) as his:
            await later(post_system_message)(talk, "test.news")
            await send(hers, type="resume", conversations={str(talk.pk): 0})
            resumed = await heard(hers, "resumed")
            return resumed, await all_until_pong(hers), await all_until_pong(his)

    resumed, hers, his = asyncio.run(story())
    assert resumed["conversations"] == {}
    assert not {"presence", "message.created"} & {frame["type"] for frame in [*hers, *his]}
    unblock_person(by=carla, person_id=rahim.pk)

    async def after():
        async with await later(served.device)(carla) as hers:
            await send(hers, type="resume", conversations={str(talk.pk): 0})
            return (await heard(hers, "message.created"))["message"]["text"]

    assert asyncio.run(after()) == "Hello"
