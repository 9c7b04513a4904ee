"""Hints between processes, over a real Redis."""

import logging
import queue
import signal
import time

import pytest

from market.realtime.relay import Relay

pytestmark = pytest.mark.django_db  # none is read; the package sets one up

HINT = {"type": "conversation", "conversation": 4, "seq": 9}
WAIT = 20  # what takes longer does not happen


class End:
    """One process's end of the line, and what came out of it."""

    def __init__(self) -> None:
        self.heard, self.missed = queue.Queue(), queue.Queue()
        self.relay = Relay(lambda people, frame: self.heard.put((people, frame)), lambda *what: self.missed.put(what))

    def listen(self, *people: int) -> None:
        """Listen for people, and wait until Redis knows."""
        for person in people:
            self.relay.listen(person)
        seen = {tuple(self.missed.get(timeout=WAIT)[0]) for _ in people}
        assert seen == {(person,) for person in people}


@pytest.fixture
def ends(settings, redis_server):
    settings.REDIS_URL = redis_server.url
    ends = [End(), End()]
    yield ends
    for end in ends:
        end.relay.stop()


def test_everybody_hears_who_was_listened_for_at_once(ends, redis_server):
    here, there = ends
    there.listen(*range(1, 11))
    assert redis_server.people_heard_for() == 10
    here.relay.send(list(range(1, 11)), HINT)
    assert sorted(there.heard.get(timeout=WAIT)[0] for _ in range(10)) == [[person] for person in range(1, 11)]


def test_what_this_process_told_does_not_come_back(ends):
    here, there = ends
    here.listen(7)
    here.relay.send([7], {"type": "typing"})
    there.relay.send([7], HINT)
    assert here.heard.get(timeout=WAIT) == ([7], HINT)
    assert here.heard.empty()


def test_who_has_no_socket_here_any_more_is_not_listened_for(ends, redis_server):
    here, there = ends
    here.listen(7, 8)
    here.relay.leave(7)
    deadline = time.monotonic() + WAIT
    while redis_server.people_heard_for() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    there.relay.send([7, 8], HINT)
    assert here.heard.get(timeout=WAIT) == ([8], HINT)
    assert here.heard.empty()


def test_a_redis_that_goes_is_noted_and_nothing_else_happens_until_it_is_back(ends, redis_server, caplog):
    here, there = ends
    there.listen(8)
    redis_server.kill()
    with caplog.at_level(logging.WARNING):
        here.relay.send([8], HINT)
        there.relay.listen(9)
        redis_server.start()
        certain = set()
        while certain < {8, 9}:
            people, is_certain = there.missed.get(timeout=WAIT)
            certain |= set(people or ()) if is_certain else set()
        deadline = time.monotonic() + WAIT
        while there.heard.empty() and time.monotonic() < deadline:
            here.relay.send([8], HINT)
            time.sleep(0.1)
        assert there.heard.get(timeout=WAIT) == ([8], HINT)
    assert "Redis does not answer" in caplog.text
    assert "Redis answers again" in caplog.text


def test_a_redis_that_hangs_is_given_up_and_what_it_kept_to_itself_is_made_up(ends, redis_server):
    here, there = ends
    there.listen(8)
    redis_server.process.send_signal(signal.SIGSTOP)
    here.relay.send([8], HINT)
    time.sleep(4)
    redis_server.process.send_signal(signal.SIGCONT)
    people, is_certain = there.missed.get(timeout=WAIT)
    assert is_certain
    assert people in (None, [8])


def test_the_last_words_of_a_process_go_out(ends):
    here, there = ends
    there.listen(8)
    here.relay.send([8], HINT)
    here.relay.stop()
    assert there.heard.get(timeout=WAIT) == ([8], HINT)


def test_without_redis_nothing_is_started(settings):
    settings.REDIS_URL = ""
    end = End()
    end.relay.listen(7)
    end.relay.send([7], HINT)
    end.relay.leave(7)
    assert end.relay._loop is None
