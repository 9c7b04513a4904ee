"""A cluster of three nodes: the site is answered and its changes arrive without one of them, and it heals."""

from contextlib import suppress

import pytest

from market.jobs.postings.actions import change_job
from market.search.backends.elastic import changes, execution
from market.search.backends.elastic.building import build_index
from market.search.backends.elastic.client import worker_client
from market.search.finding.finder import parse
from market.search.finding.queries import JobQuery
from market.search.finding.ranking import DEFAULTS
from tests import make
from tests.search_node import SearchNode

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("search-node")]


@pytest.fixture
def cluster(tmp_path, settings, closed_breaker):
    nodes = SearchNode(tmp_path, nodes=3)
    nodes.start()
    settings.ELASTICSEARCH_URLS, settings.SEARCH_INDEX_PREFIX = nodes.urls, "test"
    yield nodes
    nodes.stop()


def persist(ask):
    """What the worker gets, who asks again where a node does not answer."""
    for _ in range(3):
        with suppress(*changes.ENGINE_ERRORS):
            return ask()
    return ask()


def wait_for(nodes: int) -> None:
    wanted = {"wait_for_nodes": str(nodes), "wait_for_status": "green", "timeout": "25s"}
    persist(lambda: worker_client().cluster.health(**wanted))


def found(word: str) -> list[int]:
    """What the engine alone answers."""
    query = JobQuery(q=word)
    return [pk for pk, _ in execution.execute(query, parse(query), 20, DEFAULTS).proven]


def test_cluster_loses_a_node_and_gets_it_back(cluster, carla):
    jobs = [make.make_job(carla, title="Teapot").pk for _ in range(3)]
    wait_for(3)
    build_index()
    wait_for(3)
    before = found("teapot")
    assert sorted(before) == jobs
    cluster.tell("stop 1")  # the one that leads the cluster
    assert [found("teapot") for _ in range(6)] == [before] * 6
    change_job(by=carla, job_id=jobs[0], changes={"title": "Kettle"})
    while persist(changes.follow_log):
        pass
    cluster.tell("start 1")
    wait_for(3)
    worker_client().indices.refresh(index="test-*")
    assert found("kettle") == jobs[:1]
