"""Answers are kept for a moment; what may not be seen is out at once all the same."""

import threading

import pytest

from market.jobs.models import Job
from market.search import query_cache
from market.search.queries import JobQuery
from tests import make

QUERY = JobQuery()


@pytest.fixture
def asked(monkeypatch):
    """Answers are kept long; holds what the backend was asked."""
    found, real = [], query_cache.backend.find
    query_cache.results.clear()
    monkeypatch.setattr(query_cache, "TIMES", 10**6)
    monkeypatch.setattr(query_cache.backend, "find", lambda query, **more: found.append(query) or real(query, **more))
    yield found
    query_cache.results.clear()


def test_it_is_found_once(carla, asked):
    make.make_job(carla)
    assert query_cache.find(QUERY) == query_cache.find(QUERY)
    assert len(asked) == 1
    query_cache.find(QUERY, offset=20)
    assert len(asked) == 2


def test_what_is_changed_here_is_found_at_once(carla, asked):
    assert query_cache.find(QUERY).count == 0
    make.make_job(carla)
    assert query_cache.find(QUERY).count == 1


def test_what_was_found_before_a_change_is_not_kept_after_it(carla, asked, monkeypatch):
    real = query_cache.backend.find

    def overtaken(query, **more):
        found = real(query, **more)
        make.make_job(carla)
        return found

    monkeypatch.setattr(query_cache.backend, "find", overtaken)
    assert query_cache.find(QUERY).count == 0
    monkeypatch.setattr(query_cache.backend, "find", real)
    assert query_cache.find(QUERY).count == 1


def test_a_job_that_is_gone_is_not_shown(carla, asked, client):
    job = make.make_job(carla, title="Logo for a tea shop")
    assert "Logo for a tea shop" in client.get("/jobs/").content.decode()
    Job.objects.filter(pk=job.pk).update(state=Job.State.REMOVED)
    assert "Logo for a tea shop" not in client.get("/jobs/").content.decode()
    assert len(asked) == 1


def test_it_is_found_anew_in_time(carla, asked, monkeypatch):
    monkeypatch.setattr(query_cache, "TIMES", 0)
    make.make_job(carla)
    query_cache.find(QUERY)
    query_cache.find(QUERY)
    assert len(asked) == 2


def test_while_one_finds_the_others_take_the_old_answer(carla, asked, monkeypatch):
    monkeypatch.setattr(query_cache, "TIMES", 0)
    make.make_job(carla)
    old = query_cache.find(QUERY)
    begun, go_on = threading.Event(), threading.Event()

    def slow(query, **more):
        begun.set()
        go_on.wait(5)
        return old

    monkeypatch.setattr(query_cache.backend, "find", slow)
    finder = threading.Thread(target=query_cache.find, args=(QUERY,))
    finder.start()
    assert begun.wait(5)
    assert query_cache.find(QUERY) == old
    go_on.set()
    finder.join()
