"""A sender's order, also where a message was refused for a moment and comes again."""

import asyncio
import uuid

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from market.messaging import batch_writer
from market.messaging.actions import open_conversation, post_message
from market.messaging.appending import APPEND, MessageDraft, append_parameters
from market.messaging.models import Message
from tests.realtime.client import receive, send_message

in_thread = sync_to_async


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


@pytest.fixture
def database(monkeypatch):
    """Takes messages, unless it `is_away`."""
    append = batch_writer._append

    async def append_or_fail(batch):
        if database.is_away:
            raise psycopg.OperationalError("gone")
        return await append(batch)

    database = type("Database", (), {"is_away": False})
    monkeypatch.setattr(batch_writer, "_append", append_or_fail)
    return database


def test_what_follows_a_refused_message_waits_until_it_comes_again(served, conversation, carla, database):
    one, two = str(uuid.uuid4()), str(uuid.uuid4())

    async def scenario():
        async with await in_thread(served.device)(carla) as phone, await in_thread(served.device)(carla) as laptop:
            database.is_away = True
            await send_message(phone, conversation.pk, "One", one)
            refused = [await receive(phone, "error")]
            database.is_away = False
            await send_message(phone, conversation.pk, "Two", two)
            refused.append(await receive(phone, "error"))
            await send_message(laptop, conversation.pk, "From elsewhere")
            await receive(laptop, "message.acknowledged")
            for text, client_id in (("One", one), ("Two", two)):
                await send_message(phone, conversation.pk, text, client_id)
                await receive(phone, "message.acknowledged")
            return refused

    refused = asyncio.run(scenario())
    assert [(each["code"], each["client_id"]) for each in refused] == [("not_saved", one), ("not_saved", two)]
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == ["From elsewhere", "One", "Two"]


def test_a_message_that_does_not_come_again_holds_back_nothing_for_long(
    served, conversation, carla, database, monkeypatch
):
    monkeypatch.setattr(batch_writer, "HOLDS_BACK", 0)

    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            database.is_away = True
            await send_message(phone, conversation.pk, "Given up")
            await receive(phone, "error")
            database.is_away = False
            await send_message(phone, conversation.pk, "Instead")
            return await receive(phone, "message.acknowledged")

    assert asyncio.run(scenario())["seq"] == 1


@pytest.mark.parametrize("by", ["socket", "page"])
def test_a_message_that_was_written_unseen_reaches_the_others_when_it_comes_again(
    served, conversation, carla, rahim, by
):
    client_id = uuid.uuid4()
    again = {"by": carla, "conversation_id": conversation.pk, "text": "Once", "client_id": client_id}

    def write_unseen():
        with connection.cursor() as cursor:
            cursor.execute(APPEND, append_parameters([MessageDraft(conversation.pk, carla.pk, client_id, "Once")]))

    async def scenario():
        async with await in_thread(served.device)(carla) as phone, await in_thread(served.device)(rahim) as other:
            await in_thread(write_unseen)()
            if by == "socket":
                await send_message(phone, conversation.pk, "Once", str(client_id))
            else:
                await in_thread(post_message)(**again)
            return await receive(other, "message.created")

    assert asyncio.run(scenario())["message"]["text"] == "Once"
    assert Message.objects.count() == 1
