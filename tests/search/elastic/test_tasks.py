"""What the worker does for the engine: it builds what is missing, and compares each night."""

import pytest

from market.core.base import nightly_checks
from market.core.models import LastRun
from market.jobs.models import Job
from market.search import tasks as search_tasks
from market.search.backends.elastic import tasks
from market.search.backends.elastic.client import worker_client
from market.search.models import SearchIndex
from tests import make
from tests.site.task_lists import staff_tasks

pytestmark = pytest.mark.django_db(transaction=True)


def test_missing_index_is_built_and_one_that_is_there_is_left(engine, carla):
    make.make_job(carla)
    assert tasks.build_missing_index() is False
    first = SearchIndex.objects.get()
    assert first.is_live
    tasks.build_missing_index()
    assert SearchIndex.objects.get() == first
    worker_client().indices.delete(index=f"test-jobs-{first.name}")
    tasks.build_missing_index()
    assert SearchIndex.objects.get() != first


def drift_tasks(operator) -> list[tuple[int | None, bool]]:
    return [(task.count, task.is_urgent) for task in staff_tasks(operator) if task.kind == "search_drift"]


def test_nightly_comparison_reports_repairs_and_fails_for_what_is_left(engine, carla, pavel, caplog, monkeypatch):
    job = make.make_job(carla)
    tasks.build_missing_index()
    tasks.follow_changes()
    Job.objects.filter(pk=job.pk).update(bid_count=3)
    monkeypatch.setattr(tasks.comparison, "rows_of", lambda lately: {})
    tasks.compare_index(0)
    assert "jobs: 0 missing, 0 too many, 1 different; 0 could not be repaired" in caplog.text
    assert LastRun.objects.get(name="compare_index").failure == ""
    assert drift_tasks(pavel) == [(1, False)]
    tasks.compare_index(0)
    assert drift_tasks(pavel) == [], "the next comparison finds nothing"
    Job.objects.filter(pk=job.pk).update(bid_count=4)
    monkeypatch.setattr(tasks.comparison, "write_documents", lambda *args: 0)
    tasks.compare_index(0)
    assert "1 could not be repaired" in nightly_checks.wrong()
    assert drift_tasks(pavel) == [(1, True)]


def test_index_is_forgotten_where_no_engine_is_set(engine, settings):
    tasks.build_missing_index()
    search_tasks.forget_unused_indexes()
    assert SearchIndex.objects.exists()
    settings.ELASTICSEARCH_URLS = []
    search_tasks.forget_unused_indexes()
    assert not SearchIndex.objects.exists()
