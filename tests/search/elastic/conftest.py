"""An engine for a test: the real node, with indexes of the test's own."""

import pytest

from market.search.backends.elastic import client, readiness
from market.search.backends.elastic.breaker import Breaker
from market.search.backends.elastic.client import worker_client
from tests.search.elastic.faulty import faulty_engine


def pytest_collection_modifyitems(items):
    """One worker runs what needs the node, so that there is one node."""
    for item in items:
        if "search_node" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("search-node"))


@pytest.fixture
def engine(search_node, settings):
    """The site's engine is a server before the node, which can be made to fail; its client has time."""
    with faulty_engine(search_node.port) as server:
        settings.ELASTICSEARCH_URLS = [server.url]
        settings.SEARCH_INDEX_PREFIX = "test"
        yield server
        server.faults, server.always = [], None
        settings.ELASTICSEARCH_URLS = [server.url]
        worker_client().indices.delete(index="test-*")


@pytest.fixture
def closed_breaker(monkeypatch):
    """The engine is asked, without a probe, and has time."""
    monkeypatch.setattr(client, "SECONDS", 20)
    monkeypatch.setattr(readiness, "WITHIN", "20s")
    breaker = Breaker(readiness.problem, seconds=30)
    breaker.why, breaker._next_probe = "", float("inf")
    monkeypatch.setattr(readiness, "engine", breaker)
