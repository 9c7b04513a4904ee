"""The access matrix of the socket: every frame × everybody who has no part in the talk, and what they hear of it.

The matrix of pages and API stands in `tests/access/`; frames of members in `test_socket`, of blocked people in
`test_blocks`, of one's own news in `tests/notifications/test_socket.py`.
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
from tests.realtime.client import heard, say, send

later = sync_to_async
# A frame that a new line of code registers belongs into one of the two.
ABOUT_A_TALK = {
    "message.send": {"text": "Let me in", "client_id": "6b0c3a52-9f0e-4f0e-8a51-5d4f2a1c7e90"},
    "read": {"seq": 1},
    "typing": {},
}
OF_ONES_OWN = {"ping", "resume", "unread", "notification.seen"}
OUTSIDERS = ["stranger", "acquainted", "former", "trainer", "moderator", "lead", "officer", "operator"]


@pytest.fixture
def talk(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


@pytest.fixture
def outsider(request, talk, carla) -> User:
    """Somebody of no part: `acquainted` has another talk with Carla, `former` was a member of this one."""
    who = request.param
    person = make.make_person(who.capitalize(), roles=[who] if who in User.Role.values else [])
    if who == "acquainted":
        open_conversation(title="Another", address="/jobs/2/", people=[carla, person])
    if who == "former":
        Member.objects.create(conversation=talk, user=person, joined_at=clock.now())
        Member.objects.filter(user=person).delete()
    return person


def test_every_frame_is_tried():
    assert set(frames.handlers) == set(ABOUT_A_TALK) | OF_ONES_OWN


async def until_pong(socket) -> list[dict]:
    await send(socket, type="ping")
    found = []
    async with asyncio.timeout(5):
        while not found or found[-1]["type"] != "pong":
            found.append(json.loads(await socket.recv()))
    return found[:-1]


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_who_has_no_part_gets_nothing_in_and_hears_nothing(served, talk, carla, rahim, outsider):
    post_message(by=rahim, conversation_id=talk.pk, text="Between us")

    async def story():
        async with await later(served.device)(outsider) as phone, await later(served.device)(carla) as hers:
            refused = []
            for kind, more in ABOUT_A_TALK.items():
                await send(phone, type=kind, conversation=talk.pk, **more)
                refused.append((await heard(phone, "error"))["code"])
            await send(phone, type="resume", conversations={str(talk.pk): 0})
            resumed = await heard(phone, "resumed")
            await send(hers, type="typing", conversation=talk.pk)
            await say(hers, talk.pk, "Nobody else reads this", str(uuid.uuid4()))
            await heard(hers, "message.acknowledged")
            return refused, resumed, await until_pong(phone)

    refused, resumed, rest = asyncio.run(story())
    assert refused == ["not_found"] * len(ABOUT_A_TALK)
    assert resumed["conversations"] == {}
    assert {frame["type"] for frame in rest} <= {"presence", "unread"}
    assert all(frame.get("user") != rahim.pk for frame in rest)
    assert Message.objects.filter(sender=outsider).count() == 0
