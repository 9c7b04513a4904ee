"""Hints between processes, over Channels' layer."""

import logging
import queue
import time

import pytest
from channels.layers import get_channel_layer

from market.realtime.relay import Relay

HINT = {"type": "conversation", "conversation": 4, "seq": 9}


@pytest.fixture
def heard():
    return queue.Queue()


@pytest.fixture
def relay(settings, heard):
    settings.REDIS_URL = "redis://anywhere"  # the switch alone: the layer of the tests is Channels' own
    relay = Relay(lambda people, frame: heard.put((people, frame)))
    yield relay
    relay.stop()


def from_another_process(relay, person, frame=HINT):
    message = {"type": "hint", "from": "another", "user": person, "frame": frame}

    async def send():
        await get_channel_layer().group_send(f"user.{person}", message)

    relay._run(send())


def test_what_another_process_tells_is_delivered(relay, heard):
    relay.listen(7)
    from_another_process(relay, 7)
    assert heard.get(timeout=5) == ([7], HINT)


def test_what_this_process_told_does_not_come_back(relay, heard):
    relay.listen(7)
    relay.send([7], {"type": "typing"})
    from_another_process(relay, 7)
    assert heard.get(timeout=5) == ([7], HINT)
    assert heard.empty()


def test_who_has_no_socket_here_any_more_is_not_listened_for(relay, heard):
    relay.listen(7)
    relay.listen(8)
    relay.leave(7)
    from_another_process(relay, 7)
    from_another_process(relay, 8)
    assert heard.get(timeout=5) == ([8], HINT)
    assert heard.empty()


def test_a_layer_that_fails_is_noted_and_nothing_else_happens(relay, heard, caplog, monkeypatch):
    async def fail(*args):
        raise ConnectionError("gone")

    monkeypatch.setattr(type(get_channel_layer()), "group_send", fail)
    with caplog.at_level(logging.ERROR):
        relay.send([7], HINT)
        deadline = time.monotonic() + 5
        while "did not go through" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.01)
    monkeypatch.undo()
    relay.listen(8)
    from_another_process(relay, 8)
    assert heard.get(timeout=5) == ([8], HINT)
    assert "did not go through" in caplog.text


def test_without_a_shared_layer_nothing_is_started(settings, heard):
    settings.REDIS_URL = ""
    relay = Relay(heard.put)
    relay.listen(7)
    relay.send([7], HINT)
    relay.leave(7)
    assert relay._loop is None
