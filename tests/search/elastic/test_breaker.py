"""The circuit breaker: an engine that fails costs one user a second at most, nobody anything after that, and is asked
again once it is well."""

import socket
import threading
import time
from contextlib import closing
from unittest.mock import Mock

import pytest

from market.search.backends.elastic import breaker, readiness
from market.search.backends.elastic.breaker import Breaker
from market.search.finding.engine import EngineAway, answer
from tests.search.elastic import faulty
from tests.search.elastic.faulty import faulty_engine


@pytest.fixture
def server(settings, monkeypatch):
    """An engine without indexes: it finds nothing."""
    with faulty_engine() as server:
        server.always = faulty.finds_nothing
        settings.ELASTICSEARCH_URLS = [server.url]
        monkeypatch.setattr(breaker, "PAUSE", 0.3)
        monkeypatch.setattr(readiness, "engine", Breaker(probe, seconds=0.8))
        assert wait_until_closed()
        yield server


def probe() -> str:
    readiness.whole(readiness.page_client().search(index="any", size=0).body)
    return ""


def search() -> str:
    """Who answers."""

    def by_engine():
        readiness.search("profiles", size=0)
        return "engine"

    return answer(by_engine, lambda: "PostgreSQL")


def wait_until_closed() -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if search() == "engine":
            return True
        time.sleep(0.02)
    return False


FAULTS = [
    faulty.hangs,
    faulty.drips,
    faulty.hangs_up,
    faulty.is_busy,
    faulty.fails,
    faulty.speaks_html,
    faulty.speaks_nonsense,
    faulty.says_something_else,
    faulty.misses_a_shard,
]


@pytest.fixture
def waits(monkeypatch):
    """Counts the searches that wait for the engine, 0.8 seconds at most."""
    waits = Mock(wraps=breaker._in_time)
    monkeypatch.setattr(breaker, "_in_time", waits)
    return waits


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_failing_engine_is_left_alone_until_it_is_well(server, waits, fault):
    server.always = fault
    waits.reset_mock()
    assert [search() for _ in range(20)] == ["PostgreSQL"] * 20
    assert waits.call_count <= 1, "only the first one waits, and nobody where a probe saw the fault before"
    server.always = faulty.finds_nothing
    assert wait_until_closed()


def test_engine_that_is_gone_is_left_alone(server, settings):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        settings.ELASTICSEARCH_URLS = [f"http://127.0.0.1:{free.getsockname()[1]}"]
    assert [search() for _ in range(3)] == ["PostgreSQL"] * 3


def test_probe_finds_what_searches_do_not_notice(server, monkeypatch):
    monkeypatch.setattr(readiness.engine, "probe", lambda: "its index is behind")
    time.sleep(0.35)
    search()
    time.sleep(0.1)
    assert (search(), readiness.engine.why) == ("PostgreSQL", "its index is behind")


def test_query_that_the_engine_does_not_understand_is_our_fault(server, caplog):
    misunderstood = [400]

    def answers(line: faulty.Handler) -> None:
        if "/any/" in line.path or not misunderstood:  # the probe, whenever it comes, is understood
            faulty.finds_nothing(line)
        else:
            line.reply(misunderstood.pop(), b'{"error": {"type": "parsing_exception"}, "status": 400}')

    server.always = answers
    assert [search(), search()] == ["PostgreSQL", "engine"]
    assert "does not understand" in caplog.text


def test_engine_is_not_asked_before_its_first_probe():
    begun = threading.Event()
    with pytest.raises(EngineAway, match="not asked yet"):
        Breaker(lambda: str(begun.wait(5)), seconds=1).run(lambda: "asked")
    begun.set()


def test_without_an_engine_postgresql_answers(settings):
    settings.ELASTICSEARCH_URLS = []
    assert answer(lambda: pytest.fail("asked"), lambda: "PostgreSQL") == "PostgreSQL"
