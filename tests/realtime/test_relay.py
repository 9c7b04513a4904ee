"""Frames between processes, over a real Redis."""

import logging
import queue
import signal
import time

import pytest

from market.realtime.relay import Relay

pytestmark = pytest.mark.django_db  # a session fixture of the folder needs the database

FRAME = {"type": "conversation", "conversation": 4, "seq": 9}
TIMEOUT = 20  # seconds


class RelayEnd:
    """The relay of one process, and what it received."""

    def __init__(self) -> None:
        self.received, self.missed = queue.Queue(), queue.Queue()
        self.relay = Relay(
            lambda people, frame: self.received.put((people, frame)), lambda *args: self.missed.put(args)
        )

    def listen(self, *people: int) -> None:
        """Subscribe to these users, and wait until Redis has confirmed."""
        for person in people:
            self.relay.listen(person)
        confirmed = {tuple(self.missed.get(timeout=TIMEOUT)[0]) for _ in people}
        assert confirmed == {(person,) for person in people}


@pytest.fixture
def ends(settings, redis_server):
    settings.REDIS_URL = redis_server.url
    ends = [RelayEnd(), RelayEnd()]
    yield ends
    for end in ends:
        end.relay.stop()


def test_many_users_subscribed_at_once_all_receive_frames(ends, redis_server):
    here, there = ends
    there.listen(*range(1, 11))
    assert redis_server.people_heard_for() == 10
    here.relay.send(list(range(1, 11)), FRAME)
    assert sorted(there.received.get(timeout=TIMEOUT)[0] for _ in range(10)) == [[person] for person in range(1, 11)]


def test_own_frames_are_not_received_back(ends):
    here, there = ends
    here.listen(7)
    here.relay.send([7], {"type": "typing"})
    there.relay.send([7], FRAME)
    assert here.received.get(timeout=TIMEOUT) == ([7], FRAME)
    assert here.received.empty()


def test_leaving_unsubscribes_the_user(ends, redis_server):
    here, there = ends
    here.listen(7, 8)
    here.relay.leave(7)
    deadline = time.monotonic() + TIMEOUT
    while redis_server.people_heard_for() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    there.relay.send([7, 8], FRAME)
    assert here.received.get(timeout=TIMEOUT) == ([8], FRAME)
    assert here.received.empty()


def test_a_redis_outage_is_logged_and_the_relay_reconnects(ends, redis_server, caplog):
    here, there = ends
    there.listen(8)
    redis_server.kill()
    with caplog.at_level(logging.WARNING):
        here.relay.send([8], FRAME)
        there.relay.listen(9)
        redis_server.start()
        certain = set()
        while certain < {8, 9}:
            people, is_certain = there.missed.get(timeout=TIMEOUT)
            certain |= set(people or ()) if is_certain else set()
        deadline = time.monotonic() + TIMEOUT
        while there.received.empty() and time.monotonic() < deadline:
            here.relay.send([8], FRAME)
            time.sleep(0.1)
        assert there.received.get(timeout=TIMEOUT) == ([8], FRAME)
    assert "Redis does not answer" in caplog.text
    assert "Redis answers again" in caplog.text


def test_a_hanging_redis_times_out_and_reports_missed_frames(ends, redis_server):
    here, there = ends
    there.listen(8)
    redis_server.process.send_signal(signal.SIGSTOP)
    here.relay.send([8], FRAME)
    time.sleep(4)
    redis_server.process.send_signal(signal.SIGCONT)
    people, is_certain = there.missed.get(timeout=TIMEOUT)
    assert is_certain
    assert people in (None, [8])


def test_stopping_sends_pending_frames(ends):
    here, there = ends
    there.listen(8)
    here.relay.send([8], FRAME)
    here.relay.stop()
    assert there.received.get(timeout=TIMEOUT) == ([8], FRAME)


def test_without_redis_no_loop_is_started(settings):
    settings.REDIS_URL = ""
    end = RelayEnd()
    end.relay.listen(7)
    end.relay.send([7], FRAME)
    end.relay.leave(7)
    assert end.relay._loop is None
