"""Two processes of the site with a Redis between them: what one says arrives at the other, whatever Redis does."""

import asyncio
import json
import uuid
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from market.messaging.actions import APPEND, MessageDraft, append_parameters, mark_read, open_conversation
from market.messaging.models import Conversation
from market.notifications.inbox.actions import notify
from market.realtime.hub import hub
from tests import make
from tests.realtime.client import Site, heard, say, send
from tests.realtime.conftest import Process

PEOPLE = 10
UNREAD = {"type": "unread", "notifications": 1}
HEALED = 10  # seconds after which a Redis that is back has been made use of
later = sync_to_async


@pytest.fixture
def crowd(transactional_db):
    """Carla talks with each of ten people."""
    carla = make.make_person("Carla")
    people = [make.make_person(f"P{number}") for number in range(PEOPLE)]
    return carla, {person: open_conversation(title="T", address="", people=[carla, person]).pk for person in people}


@pytest.fixture
def sites(processes, redis_server, monkeypatch):
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    processes += [Process(wait=False), Process(wait=False)]
    for process in processes:
        process.wait()
    return [Site(process.port) for process in processes]


async def until_heard_for(redis_server, people):
    async with asyncio.timeout(HEALED):
        while await asyncio.to_thread(redis_server.people_heard_for) < people:
            await asyncio.sleep(0.05)


async def shown(socket, wait=HEALED):
    return (await heard(socket, "message.created", wait))["message"]["text"]


def test_news_reach_everybody_on_another_process_and_what_redis_lost_is_made_up(sites, redis_server, crowd, settings):
    carla, talks = crowd
    here, there = sites

    async def story():
        async with AsyncExitStack() as stack:
            hers = await stack.enter_async_context(await later(here.device)(carla))
            tickets = [await later(there.device)(person) for person in talks]
            theirs = await asyncio.gather(*(stack.enter_async_context(ticket) for ticket in tickets))
            await until_heard_for(redis_server, PEOPLE + 1)
            for talk in talks.values():
                await say(hers, talk, "One")
                await heard(hers, "message.acknowledged")
            assert [await shown(each) for each in theirs] == ["One"] * PEOPLE

            await asyncio.to_thread(redis_server.kill)
            for talk in talks.values():
                await say(hers, talk, "Two")
                await heard(hers, "message.acknowledged")
            settings.REDIS_URL = redis_server.url  # this process is one that serves pages
            first, talk = next(iter(talks.items()))
            news = await Conversation.objects.aget(pk=talk)
            await later(notify)(first, "message.waiting", on=news, person="Carla", title="T")
            await later(mark_read)(by=carla, conversation_id=talk, seq=2)
            await asyncio.to_thread(redis_server.start)
            frames = await heard_until(theirs[0], {"message.created", "missed", "presence"}, UNREAD)
            assert [await shown(each) for each in theirs[1:]] == ["Two"] * (PEOPLE - 1)
            await send(theirs[0], type="resume", conversations={str(talk): 2})
            return frames, await heard(theirs[0], "read")

    try:
        frames, read = asyncio.run(story())
    finally:
        hub.stop()
    assert [frame["message"]["text"] for frame in frames if frame["type"] == "message.created"] == ["Two"]
    assert (read["conversation"], read["user"], read["seq"]) == (next(iter(talks.values())), carla.pk, 2)


async def heard_until(socket, kinds, news):
    """What the socket hears until each of these kinds has come, and these news."""
    frames = []
    async with asyncio.timeout(HEALED):
        while kinds - {frame["type"] for frame in frames} or news not in frames:
            frames.append(json.loads(await socket.recv()))
    return frames


def test_a_message_of_which_no_hint_came_is_there_after_the_next_ping(served, crowd):
    carla, talks = crowd
    person, talk = next(iter(talks.items()))

    async def story():
        async with await later(served.device)(person) as phone:
            await later(write_without_a_hint)(talk, carla, "Nobody told you")
            await send(phone, type="ping")
            return await shown(phone)

    assert asyncio.run(story()) == "Nobody told you"


def write_without_a_hint(talk, sender, text):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([MessageDraft(talk, sender.pk, uuid.uuid4(), text)]))
