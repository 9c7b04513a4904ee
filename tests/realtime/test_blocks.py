"""Sockets of two users with a block between them: no frames about each other."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from market.core.base import events
from market.messaging.actions import open_conversation, post_message, post_system_message
from market.messaging.models import Message
from market.safety.actions import block_person, unblock_person
from tests.realtime.client import receive, send, send_message

in_thread = sync_to_async


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


async def receive_until_pong(socket):
    await send(socket, type="ping")
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != "pong":
            frames.append(json.loads(await socket.recv()))
    return frames[:-1]


def test_a_block_stops_frames_on_open_sockets(served, conversation, carla, rahim):
    async def scenario():
        async with (
            await in_thread(served.device)(carla) as carla_socket,
            await in_thread(served.device)(rahim) as rahim_socket,
        ):
            assert (await receive(carla_socket, "presence"))["online"] is True
            await receive_until_pong(rahim_socket)
            await in_thread(block_person)(by=carla, person_id=rahim.pk)
            presence = [await receive(carla_socket, "presence"), await receive(rahim_socket, "presence")]
            await send_message(rahim_socket, conversation.pk, "Answer me!")
            refused = await receive(rahim_socket, "error")
            await send(rahim_socket, type="typing", conversation=conversation.pk)
            not_typing = await receive(rahim_socket, "error")
            await send_message(carla_socket, conversation.pk, "Never mind.")
            by_blocker = await receive(carla_socket, "error")
            return presence, (refused, by_blocker), not_typing, await receive_until_pong(carla_socket)

    presence, refused, not_typing, rest = asyncio.run(scenario())
    assert [(each["user"], each["online"]) for each in presence] == [(rahim.pk, False), (carla.pk, False)]
    assert [each["code"] for each in refused] == ["conversation_closed", "conversation_closed"]
    assert "You have blocked this person" not in refused[0]["detail"]
    assert "You have blocked this person" in refused[1]["detail"]
    assert not_typing["code"] == "not_found"
    assert {frame["type"] for frame in rest} <= {"unread"}
    assert not Message.objects.exists()


def test_only_messages_while_blocked_and_resume_after_unblocking(served, conversation, carla, rahim, monkeypatch):
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Posted(events.Event, code="test.news"):
        system_message = "News"

    post_message(by=rahim, conversation_id=conversation.pk, text="Hello")
    block_person(by=carla, person_id=rahim.pk)

    async def scenario():
        async with (
            await in_thread(served.device)(carla) as carla_socket,
            await in_thread(served.device)(rahim) as rahim_socket,
        ):
            await in_thread(post_system_message)(conversation, "test.news")
            for socket in (carla_socket, rahim_socket):
                await send(socket, type="resume", conversations={str(conversation.pk): 0})
            texts = [
                (await receive(socket, "message.created"))["message"]["text"]
                for socket in (carla_socket, rahim_socket)
                for _each in range(2)
            ]
            await send(rahim_socket, type="read", conversation=conversation.pk, seq=2)
            await send(rahim_socket, type="received", conversations={str(conversation.pk): 2})
            return texts, await receive_until_pong(carla_socket), await receive_until_pong(rahim_socket)

    texts, carla_socket, rahim_socket = asyncio.run(scenario())
    assert sorted(texts) == ["Hello", "Hello", "News", "News"], "both can read it"
    assert not {"presence", "read", "delivered"} & {frame["type"] for frame in [*carla_socket, *rahim_socket]}
    unblock_person(by=carla, person_id=rahim.pk)

    async def scenario_after_unblocking():
        async with await in_thread(served.device)(carla) as carla_socket:
            await send(carla_socket, type="resume", conversations={str(conversation.pk): 0})
            return (await receive(carla_socket, "message.created"))["message"]["text"]

    assert asyncio.run(scenario_after_unblocking()) == "Hello"
