"""What has reached a device: told by its socket, seen by the senders, hidden by who hides, and kept across a block."""

import asyncio
import json
import threading

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from market.accounts.people.actions import change_settings
from market.messaging.actions import mark_read, open_conversation, post_message
from market.messaging.models import Member
from market.safety.actions import block_person
from tests import make
from tests.realtime.client import receive, send, send_message

in_thread = sync_to_async
WAIT = 0.6  # seconds after which what a socket acknowledged would have been recorded


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    opened = open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])
    for text in ("One", "Two", "Three"):
        post_message(by=carla, conversation_id=opened.pk, text=text)
    return opened


def delivered_to(user) -> int:
    return Member.objects.get(user=user).delivered_seq


async def until_pong(socket) -> list[dict]:
    await send(socket, type="ping")
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != "pong":
            frames.append(json.loads(await socket.recv()))
    return frames


async def acknowledge(served, by, conversation, seq, watcher) -> list[str]:
    """The types of what another user is sent after an acknowledgement."""
    async with await in_thread(served.device)(watcher) as other, await in_thread(served.device)(by) as phone:
        await send(phone, type="received", conversations={str(conversation): seq})
        await until_pong(phone)
        await asyncio.sleep(WAIT)
        return [frame["type"] for frame in await until_pong(other)]


def test_who_acknowledges_a_message_tells_its_sender(served, conversation, carla, rahim):
    async def scenario():
        async with await in_thread(served.device)(carla) as sender, await in_thread(served.device)(rahim) as phone:
            await send_message(sender, conversation.pk, "Four")
            await receive(phone, "message.created")
            await send(phone, type="received", conversations={str(conversation.pk): 4})
            delivered = await receive(sender, "delivered")
            await send(phone, type="received", conversations={str(conversation.pk): 3})
            await asyncio.sleep(WAIT)
            return delivered, [frame["type"] for frame in await until_pong(sender)]

    delivered, rest = asyncio.run(scenario())
    assert delivered == {"type": "delivered", "conversation": conversation.pk, "user": rahim.pk, "seq": 4}
    assert "delivered" not in rest
    assert delivered_to(rahim) == 4


def test_nothing_is_delivered_beyond_the_last_message_or_to_who_is_no_member(served, conversation, carla, rahim, omar):
    assert asyncio.run(acknowledge(served, rahim, conversation.pk, 99, carla)).count("delivered") == 1
    assert delivered_to(rahim) == 3
    elsewhere = open_conversation(title="Other", address="/jobs/2/", people=[omar, make.make_person("Nadia")])
    assert "delivered" not in asyncio.run(acknowledge(served, omar, conversation.pk, 3, carla))
    assert delivered_to(omar) == 0
    assert "delivered" not in asyncio.run(acknowledge(served, rahim, elsewhere.pk, 3, omar))


def test_a_locked_row_holds_up_nobody_else_and_is_written_later(served, conversation, carla, rahim, omar):
    other = open_conversation(title="Other", address="/jobs/2/", people=[carla, omar])
    post_message(by=carla, conversation_id=other.pk, text="One")
    is_locked, is_seen = threading.Event(), threading.Event()

    def hold_row():
        with transaction.atomic():
            Member.objects.select_for_update(no_key=True).get(user=rahim)
            is_locked.set()
            is_seen.wait(10)
        connection.close()

    async def scenario():
        async with (
            await in_thread(served.device)(carla) as sender,
            await in_thread(served.device)(rahim) as phone,
            await in_thread(served.device)(omar) as free,
        ):
            holder = threading.Thread(target=hold_row)
            holder.start()
            await asyncio.to_thread(is_locked.wait, 10)
            await send(phone, type="received", conversations={str(conversation.pk): 3})
            await send(free, type="received", conversations={str(other.pk): 1})
            first = await receive(sender, "delivered", wait=0.9)  # less than a lock is waited for
            is_seen.set()
            await asyncio.to_thread(holder.join)
            return first, await receive(sender, "delivered")

    first, second = asyncio.run(scenario())
    assert (first["user"], second["user"], second["seq"]) == (omar.pk, rahim.pk, 3)
    assert (delivered_to(omar), delivered_to(rahim)) == (1, 3)


def test_what_was_read_is_not_told_as_delivered_again(served, conversation, carla, rahim):
    mark_read(by=rahim, conversation_id=conversation.pk, seq=3)
    assert "delivered" not in asyncio.run(acknowledge(served, rahim, conversation.pk, 3, carla))


def test_who_hides_that_they_are_here_tells_nobody(served, conversation, carla, rahim):
    change_settings(by=rahim, is_presence_hidden=True)
    assert "delivered" not in asyncio.run(acknowledge(served, rahim, conversation.pk, 3, carla))
    assert delivered_to(rahim) == 0


@pytest.mark.parametrize("blocks", ["carla", "rahim"])
def test_across_a_block_nobody_learns_of_a_delivery(served, conversation, carla, rahim, blocks):
    by, of = (carla, rahim) if blocks == "carla" else (rahim, carla)
    block_person(by=by, person_id=of.pk)
    assert "delivered" not in asyncio.run(acknowledge(served, rahim, conversation.pk, 3, carla))
    assert delivered_to(rahim) == 0


def test_a_resume_tells_what_was_read_and_what_was_delivered(served, conversation, carla, rahim):
    mark_read(by=rahim, conversation_id=conversation.pk, seq=1)

    async def scenario():
        await acknowledge(served, rahim, conversation.pk, 3, carla)
        async with await in_thread(served.device)(carla) as phone:
            await send(phone, type="resume", conversations={str(conversation.pk): 3})
            return await receive(phone, "read"), await receive(phone, "delivered")

    read, delivered = asyncio.run(scenario())
    assert (read["user"], read["seq"]) == (rahim.pk, 1)
    assert (delivered["user"], delivered["seq"]) == (rahim.pk, 3)


@pytest.mark.parametrize("conversations", [None, [], {"x": 1}, {"1": -1}, {"1": "2"}])
def test_a_wrong_acknowledgement_is_refused_and_the_socket_lives_on(served, conversation, rahim, conversations):
    async def scenario():
        async with await in_thread(served.device)(rahim) as phone:
            await send(phone, type="received", conversations=conversations)
            error = await receive(phone, "error")
            await until_pong(phone)
            return error["code"]

    assert asyncio.run(scenario()) == "frame_wrong"
