"""A socket's own message: one acknowledgement for each sending, whether its answer or its row comes first."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from market.messaging.message_stream import MessageStream

CLIENT_ID = "0190a3f2-1111-4222-8333-444455556666"
ROW = (11, 1, 5, CLIENT_ID, "Hello", "", {}, datetime(2026, 11, 24, tzinfo=UTC), True)


@pytest.fixture
def phone():
    """What a delivery needs of a socket; `told` holds the frames."""
    told = []
    user = SimpleNamespace(pk=5, language="en", digits="bangla")
    socket = SimpleNamespace(user=user, put_text=lambda text: told.append(json.loads(text)), told=told, held={})
    socket.delivery = MessageStream(socket)
    socket.delivery._last_sent = {}
    return socket


def types(phone):
    return [frame["type"] for frame in phone.told]


def test_the_row_before_the_answer(phone):
    phone.delivery.expect(7, CLIENT_ID)
    phone.delivery._send(7, ROW)
    phone.delivery.acknowledge(7, 11, 1, CLIENT_ID)
    assert phone.told == [
        {"type": "message.acknowledged", "conversation": 7, "client_id": CLIENT_ID, "id": 11, "seq": 1}
    ]


def test_the_answer_before_the_row(phone):
    phone.delivery.expect(7, CLIENT_ID)
    phone.delivery.acknowledge(7, 11, 1, CLIENT_ID)
    assert types(phone) == ["message.acknowledged"]


def test_sent_twice_it_is_acknowledged_twice(phone):
    phone.delivery.expect(7, CLIENT_ID)
    phone.delivery.expect(7, CLIENT_ID)
    phone.delivery._send(7, ROW)
    for _ in range(2):
        phone.delivery.acknowledge(7, 11, 1, CLIENT_ID)
    assert types(phone) == ["message.acknowledged"] * 2


def test_what_another_device_sent_is_shown(phone):
    phone.delivery._send(7, ROW)
    assert types(phone) == ["message.created"]
