"""Masking of contact data over the socket: live, on the sender's other device, and after resume, in order."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from market.messaging.actions import open_contact, open_conversation
from market.messaging.frames import LOOKING_INTERVAL
from market.messaging.models import Message
from tests.realtime.client import receive, send, send_message
from tests.realtime.test_socket import run

in_thread = sync_to_async
TEXTS = ("Good day.", "Call 01711223344.", "Or so?")
MASKED = ["Good day.", "Call •••.", "Or so?"]


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def test_contact_data_is_masked_for_the_other_side_not_for_the_sender(served, conversation, carla, rahim):
    async def texts(socket, count):
        return [(await receive(socket, "message.created"))["message"]["text"] for _each in range(count)]

    async def scenario():
        async with (
            await in_thread(served.device)(carla) as carla_phone,
            await in_thread(served.device)(carla) as carla_laptop,
            await in_thread(served.device)(rahim) as rahim_phone,
        ):
            for text in TEXTS:
                await send_message(carla_phone, conversation.pk, text)
            live = await texts(rahim_phone, 3), await texts(carla_laptop, 3)
            await send(rahim_phone, type="resume", conversations={str(conversation.pk): 0})
            again = await texts(rahim_phone, 3)
            await receive(rahim_phone, "resumed")
            await in_thread(open_contact)([conversation.pk])
            await send(rahim_phone, type="resume", conversations={str(conversation.pk): 0})
            return live, again, await texts(rahim_phone, 3)

    (rahim_phone, carla_laptop), again, opened = run(scenario())
    assert (rahim_phone, carla_laptop, again, opened) == (MASKED, list(TEXTS), MASKED, list(TEXTS))
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == list(TEXTS), "stored unmasked"


def test_the_sender_is_told_what_is_hidden_on_each_device(served, conversation, carla):
    async def scenario():
        async with (
            await in_thread(served.device)(carla) as phone,
            await in_thread(served.device)(carla) as laptop,
        ):
            for text in TEXTS:
                await send_message(phone, conversation.pk, text)
            acknowledged = [await receive(phone, "message.acknowledged") for _each in TEXTS]
            return acknowledged, [(await receive(laptop, "message.created"))["message"] for _each in TEXTS]

    acknowledged, created = run(scenario())
    assert [each["seq"] for each in acknowledged] == [1, 2, 3]
    for frames in (acknowledged, created):
        assert [each.get("masked", {}).get("parts") for each in frames] == [None, ["01711223344"], None]


def test_a_draft_is_looked_through_before_it_is_sent(served, carla):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            found = []
            for text in ("Call zero one seven double one 22 33 44", "In 3 days", " "):
                await send(phone, type="contact.find", text=text)
                found.append((await receive(phone, "contact.found"))["parts"])
                await asyncio.sleep(LOOKING_INTERVAL)  # what comes sooner is not answered
            await send(phone, type="contact.find", text=7)
            return found, (await receive(phone, "error"))["code"]

    found, code = run(scenario())
    assert (found, code) == ([["zero one seven double one 22 33 44"], [], []], "frame_wrong")
    assert not Message.objects.exists()
