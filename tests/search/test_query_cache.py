"""The query cache of search: hits, invalidation and expiry; what may not be seen is left out at once all the same."""

import threading

import pytest

from market.jobs.models import Job
from market.search.finding import query_cache
from market.search.finding.queries import JobQuery
from tests import make

QUERY = JobQuery()


@pytest.fixture
def backend_queries(monkeypatch):
    """The queries that reached the backend; results expire late."""
    queries, real = [], query_cache.finder.find
    query_cache.results.clear()
    monkeypatch.setattr(query_cache, "TIMES", 10**6)
    monkeypatch.setattr(query_cache.finder, "find", lambda query, **more: queries.append(query) or real(query, **more))
    yield queries
    query_cache.results.clear()


def test_repeated_query_is_a_cache_hit(carla, backend_queries):
    make.make_job(carla)
    assert query_cache.find(QUERY) == query_cache.find(QUERY)
    assert len(backend_queries) == 1
    query_cache.find(QUERY, offset=20)
    assert len(backend_queries) == 2


def test_change_invalidates_the_cache(carla, backend_queries):
    assert query_cache.find(QUERY).count == 0
    make.make_job(carla)
    assert query_cache.find(QUERY).count == 1


def test_result_overtaken_by_a_change_is_not_cached(carla, backend_queries, monkeypatch):
    real = query_cache.finder.find

    def overtaken(query, **more):
        result = real(query, **more)
        make.make_job(carla)
        return result

    monkeypatch.setattr(query_cache.finder, "find", overtaken)
    assert query_cache.find(QUERY).count == 0
    monkeypatch.setattr(query_cache.finder, "find", real)
    assert query_cache.find(QUERY).count == 1


def test_removed_job_in_a_cached_result_is_not_shown(carla, backend_queries, client):
    job = make.make_job(carla, title="Logo for a tea shop")
    assert "Logo for a tea shop" in client.get("/jobs/").content.decode()
    Job.objects.filter(pk=job.pk).update(state=Job.State.REMOVED)
    assert "Logo for a tea shop" not in client.get("/jobs/").content.decode()
    assert len(backend_queries) == 1


def test_cached_result_expires(carla, backend_queries, monkeypatch):
    monkeypatch.setattr(query_cache, "TIMES", 0)
    make.make_job(carla)
    query_cache.find(QUERY)
    query_cache.find(QUERY)
    assert len(backend_queries) == 2


def test_stale_result_is_served_while_another_thread_refreshes_it(carla, backend_queries, monkeypatch):
    monkeypatch.setattr(query_cache, "TIMES", 0)
    make.make_job(carla)
    old = query_cache.find(QUERY)
    begun, go_on = threading.Event(), threading.Event()

    def slow(query, **more):
        begun.set()
        go_on.wait(5)
        return old

    monkeypatch.setattr(query_cache.finder, "find", slow)
    finder = threading.Thread(target=query_cache.find, args=(QUERY,))
    finder.start()
    assert begun.wait(5)
    assert query_cache.find(QUERY) == old
    go_on.set()
    finder.join()
