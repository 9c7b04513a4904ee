"""Sockets of suspended, banned and limited users: they receive frames, and their messages are refused."""

import pytest
from asgiref.sync import sync_to_async

from market.accounts.models import FOR_GOOD, User
from market.core.base import clock
from market.messaging.actions import open_conversation, post_message
from market.messaging.models import Message
from tests.realtime.client import receive, send_message
from tests.realtime.test_socket import run

in_thread = sync_to_async


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


@pytest.mark.parametrize(
    ("column", "code", "year"),
    [("suspended_until", "suspended", 2999), ("suspended_until", "banned", 9999), ("limited_until", "limited", 2999)],
)
def test_a_suspended_or_limited_user_receives_but_cannot_send(served, conversation, carla, rahim, column, code, year):
    until = FOR_GOOD if year == FOR_GOOD.year else clock.now().replace(year=year)

    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            await in_thread(User.objects.filter(pk=carla.pk).update)(**{column: until})
            client_id = await send_message(phone, conversation.pk, "Pay me outside.")
            error = await receive(phone, "error")
            await in_thread(post_message)(by=rahim, conversation_id=conversation.pk, text="Good day.")
            return client_id, error, await receive(phone, "message.created")

    client_id, error, read = run(scenario())
    assert (error["code"], error["client_id"]) == (code, client_id)
    assert read["message"]["text"] == "Good day."
    assert list(Message.objects.values_list("sender", flat=True)) == [rahim.pk]


def test_a_limited_user_can_answer_a_message(served, conversation, carla, rahim):
    until = clock.now().replace(year=2999)
    post_message(by=rahim, conversation_id=conversation.pk, text="Good day.")
    User.objects.filter(pk=carla.pk).update(limited_until=until)

    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            await send_message(phone, conversation.pk, "Good day!")
            return await receive(phone, "message.acknowledged")

    assert run(scenario())["seq"] == 2
