"""Acknowledgements on the sender's socket: one for each send, whether the result or the stored row comes first."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from market.messaging.message_stream import MessageStream
from market.messaging.reading import Extras

CLIENT_ID = "0190a3f2-1111-4222-8333-444455556666"
ROW = (11, 1, 5, CLIENT_ID, "Hello", "", {}, datetime(2026, 11, 24, tzinfo=UTC), 0, None, {}, None, False, True)
NOTHING = Extras()


@pytest.fixture
def phone():
    """The part of a socket that a MessageStream uses; `frames` holds what was sent."""
    frames = []
    user = SimpleNamespace(pk=5, language="en", digits="bangla", zone="Asia/Dhaka")
    socket = SimpleNamespace(user=user, put_text=lambda text: frames.append(json.loads(text)), frames=frames, held={})
    socket.stream = MessageStream(socket)
    socket.stream._last_sent = {}
    return socket


def frame_types(phone):
    return [frame["type"] for frame in phone.frames]


def test_row_before_result_sends_one_acknowledgement(phone):
    phone.stream.expect(7, CLIENT_ID)
    phone.stream._send(7, ROW, NOTHING)
    phone.stream.acknowledge(7, 11, 1, CLIENT_ID)
    assert phone.frames == [
        {"type": "message.acknowledged", "conversation": 7, "client_id": CLIENT_ID, "id": 11, "seq": 1}
    ]


def test_result_before_row_sends_one_acknowledgement(phone):
    phone.stream.expect(7, CLIENT_ID)
    phone.stream.acknowledge(7, 11, 1, CLIENT_ID)
    assert frame_types(phone) == ["message.acknowledged"]


def test_a_message_sent_twice_is_acknowledged_twice(phone):
    phone.stream.expect(7, CLIENT_ID)
    phone.stream.expect(7, CLIENT_ID)
    phone.stream._send(7, ROW, NOTHING)
    for _ in range(2):
        phone.stream.acknowledge(7, 11, 1, CLIENT_ID)
    assert frame_types(phone) == ["message.acknowledged"] * 2


def test_a_message_of_another_device_is_a_created_frame(phone):
    phone.stream._send(7, ROW, NOTHING)
    assert frame_types(phone) == ["message.created"]
