"""Devices that are cut off, send twice and miss half of what is pushed: no message is lost, doubled or reordered.

`trial/storm.py` does the same to a site of several processes, with files, while its parts die.
"""

import asyncio
import random
import uuid
from contextlib import suppress
from dataclasses import replace

import pytest
from asgiref.sync import sync_to_async

from market.messaging import message_stream
from market.messaging.actions import open_conversation, post_message
from tests import make
from tests.realtime.client import session_of
from trial.checks import verify_messages
from trial.devices import Device, name_of, text_of

PEOPLE, MESSAGES, PAGES = 20, 30, 10
CONVERSATIONS = 5


@pytest.fixture
def people(transactional_db, settings):
    """Users with their session and their conversation."""
    settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=10_000)
    people = [make.make_person(f"P{number}") for number in range(PEOPLE)]
    conversations = [
        open_conversation(title="Talk", address="", people=people[start::CONVERSATIONS])
        for start in range(CONVERSATIONS)
    ]
    return [
        (person, session_of(person), conversations[place % CONVERSATIONS].pk) for place, person in enumerate(people)
    ]


@pytest.fixture
def half_of_pushes_is_lost(monkeypatch):
    chance = random.Random(1)
    for name in ("offer", "want"):
        method = getattr(message_stream.MessageStream, name)
        monkeypatch.setattr(
            message_stream.MessageStream, name, lambda *args, _tell=method: chance.random() < 0.5 and _tell(*args)
        )


async def write_on_pages(user, conversation, page):
    for number in range(1, PAGES + 1):
        await sync_to_async(post_message)(
            by=user,
            conversation_id=conversation,
            text=text_of(page.place, number),
            client_id=uuid.UUID(name_of(page.place, number)),
        )
        page.said = number


def test_devices_that_miss_pushes_lose_no_messages(served, people, half_of_pushes_is_lost):
    address = f"ws://127.0.0.1:{served.port}/ws/"

    async def scenario():
        devices = [
            Device(place, lambda: address, session, [conversation], chance=random.Random(place))
            for place, (_user, session, conversation) in enumerate(people)
        ]
        pages = [
            Device(100 + place, lambda: address, session, [conversation])
            for place, (_user, session, conversation) in enumerate(people[:CONVERSATIONS])
        ]
        living = [asyncio.create_task(device.live()) for device in (*devices, *pages)]
        writing = [write_on_pages(user, talk, page) for (user, _s, talk), page in zip(people, pages, strict=False)]
        for device in devices:
            for _ in range(MESSAGES):
                device.say(*device.held)
        await asyncio.gather(*writing)
        count = await verify_messages([*devices, *pages])
        for task in living:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return count, sum(device.openings for device in devices)

    count, openings = asyncio.run(scenario())
    assert count == PEOPLE * MESSAGES + CONVERSATIONS * PAGES
    assert openings > PEOPLE
