"""Two processes of the site with Redis between them: frames of one reach the other, also after Redis fails."""

import asyncio
import json
import uuid
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from market.messaging.actions import mark_read, open_conversation
from market.messaging.appending import APPEND, MessageDraft, append_parameters
from market.messaging.models import Conversation
from market.notifications.inbox.actions import notify
from market.realtime.hub import hub
from tests import make
from tests.realtime.client import Site, receive, send, send_message
from tests.realtime.conftest import SiteProcess

PEOPLE = 10
UNREAD = {"type": "unread", "notifications": 1}
RECOVERY_SECONDS = 10  # seconds within which a restarted Redis is used again
in_thread = sync_to_async


@pytest.fixture
def conversations(transactional_db):
    """Carla and her conversations with ten users, {user: conversation id}."""
    carla = make.make_person("Carla")
    people = [make.make_person(f"P{number}") for number in range(PEOPLE)]
    return carla, {person: open_conversation(title="T", address="", people=[carla, person]).pk for person in people}


@pytest.fixture
def sites(processes, redis_server, monkeypatch):
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    processes += [SiteProcess(wait=False), SiteProcess(wait=False)]
    for process in processes:
        process.wait()
    return [Site(process.port) for process in processes]


async def wait_for_subscriptions(redis_server, people):
    async with asyncio.timeout(RECOVERY_SECONDS):
        while await asyncio.to_thread(redis_server.people_heard_for) < people:
            await asyncio.sleep(0.05)


async def next_text(socket, wait=RECOVERY_SECONDS):
    return (await receive(socket, "message.created", wait))["message"]["text"]


def test_frames_reach_another_process_and_recover_after_redis_restarts(sites, redis_server, conversations, settings):
    carla, conversation_ids = conversations
    here, there = sites

    async def scenario():
        async with AsyncExitStack() as stack:
            carla_socket = await stack.enter_async_context(await in_thread(here.device)(carla))
            tickets = [await in_thread(there.device)(person) for person in conversation_ids]
            sockets = await asyncio.gather(*(stack.enter_async_context(ticket) for ticket in tickets))
            await wait_for_subscriptions(redis_server, PEOPLE + 1)
            for conversation in conversation_ids.values():
                await send_message(carla_socket, conversation, "One")
                await receive(carla_socket, "message.acknowledged")
            assert [await next_text(each) for each in sockets] == ["One"] * PEOPLE

            await asyncio.to_thread(redis_server.kill)
            for conversation in conversation_ids.values():
                await send_message(carla_socket, conversation, "Two")
                await receive(carla_socket, "message.acknowledged")
            settings.REDIS_URL = redis_server.url  # this process serves pages
            first, conversation = next(iter(conversation_ids.items()))
            target = await Conversation.objects.aget(pk=conversation)
            await in_thread(notify)(first, "message.waiting", on=target, person="Carla", title="T")
            await in_thread(mark_read)(by=carla, conversation_id=conversation, seq=2)
            await asyncio.to_thread(redis_server.start)
            frames = await receive_until(sockets[0], {"message.created", "missed", "presence"}, UNREAD)
            assert [await next_text(each) for each in sockets[1:]] == ["Two"] * (PEOPLE - 1)
            await send(sockets[0], type="resume", conversations={str(conversation): 2})
            return frames, await receive(sockets[0], "read")

    try:
        frames, read = asyncio.run(scenario())
    finally:
        hub.stop()
    assert [frame["message"]["text"] for frame in frames if frame["type"] == "message.created"] == ["Two"]
    assert (read["conversation"], read["user"], read["seq"]) == (next(iter(conversation_ids.values())), carla.pk, 2)


async def receive_until(socket, kinds, awaited):
    """Frames received until each of these types has come, and this frame."""
    frames = []
    async with asyncio.timeout(RECOVERY_SECONDS):
        while kinds - {frame["type"] for frame in frames} or awaited not in frames:
            frames.append(json.loads(await socket.recv()))
    return frames


def test_a_message_without_a_push_is_delivered_at_the_next_ping(served, conversations):
    carla, conversation_ids = conversations
    person, conversation = next(iter(conversation_ids.items()))

    async def scenario():
        async with await in_thread(served.device)(person) as phone:
            await in_thread(append_without_push)(conversation, carla, "Nobody told you")
            await send(phone, type="ping")
            return await next_text(phone)

    assert asyncio.run(scenario()) == "Nobody told you"


def append_without_push(conversation, sender, text):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([MessageDraft(conversation, sender.pk, uuid.uuid4(), text)]))
