"""The access matrix of the socket: every frame type × every kind of outsider to a conversation.

The matrix of pages and API stands in `tests/access/`; frames of members in `test_socket`, of blocked people in
`test_blocks`, of one's own notifications in `tests/notifications/test_socket.py`.
"""

import asyncio
import json
import uuid

import pytest
from asgiref.sync import sync_to_async

from market.accounts.models import User
from market.core.base import clock
from market.messaging.actions import open_conversation, post_message
from market.messaging.models import Member, Message
from market.realtime import frames
from tests import make
from tests.realtime.client import receive, send, send_message

in_thread = sync_to_async
# A new frame type belongs into one of the two.
CONVERSATION_FRAMES = {
    "message.send": {"text": "Let me in", "client_id": "6b0c3a52-9f0e-4f0e-8a51-5d4f2a1c7e90"},
    "read": {"seq": 1},
    "typing": {},
}
OWN_FRAMES = {"ping", "resume", "received", "unread", "notification.seen", "contact.find"}
OUTSIDERS = ["stranger", "acquainted", "former", "trainer", "moderator", "lead", "officer", "operator"]


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


@pytest.fixture
def outsider(request, conversation, carla) -> User:
    """A user who is no member: `acquainted` has another conversation with Carla, `former` was a member of this one."""
    who = request.param
    person = make.make_person(who.capitalize(), roles=[who] if who in User.Role.values else [])
    if who == "acquainted":
        open_conversation(title="Another", address="/jobs/2/", people=[carla, person])
    if who == "former":
        Member.objects.create(conversation=conversation, user=person, joined_at=clock.now())
        Member.objects.filter(user=person).delete()
    return person


def test_every_frame_type_is_in_the_matrix():
    assert set(frames.handlers) == set(CONVERSATION_FRAMES) | OWN_FRAMES


async def receive_until_pong(socket) -> list[dict]:
    await send(socket, type="ping")
    received = []
    async with asyncio.timeout(5):
        while not received or received[-1]["type"] != "pong":
            received.append(json.loads(await socket.recv()))
    return received[:-1]


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_outsiders_are_refused_every_frame_and_receive_nothing(served, conversation, carla, rahim, outsider):
    post_message(by=rahim, conversation_id=conversation.pk, text="Between us")

    async def scenario():
        async with (
            await in_thread(served.device)(outsider) as phone,
            await in_thread(served.device)(carla) as carla_socket,
        ):
            refused = []
            for kind, more in CONVERSATION_FRAMES.items():
                await send(phone, type=kind, conversation=conversation.pk, **more)
                refused.append((await receive(phone, "error"))["code"])
            await send(phone, type="resume", conversations={str(conversation.pk): 0})
            resumed = await receive(phone, "resumed")
            await send(carla_socket, type="typing", conversation=conversation.pk)
            await send_message(carla_socket, conversation.pk, "Nobody else reads this", str(uuid.uuid4()))
            await receive(carla_socket, "message.acknowledged")
            return refused, resumed, await receive_until_pong(phone)

    refused, resumed, rest = asyncio.run(scenario())
    assert refused == ["not_found"] * len(CONVERSATION_FRAMES)
    assert resumed["conversations"] == {}
    assert {frame["type"] for frame in rest} <= {"presence", "unread"}
    assert all(frame.get("user") != rahim.pk for frame in rest)
    assert Message.objects.filter(sender=outsider).count() == 0
