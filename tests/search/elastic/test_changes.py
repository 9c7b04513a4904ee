"""Changes reach the engine: soon, in order, each of them, whatever it refuses or loses."""

import threading
import time

import psycopg
import pytest
from django.db import connection

from market.core.base import clock, signals
from market.core.base.background import Step
from market.core.base.db import connection_parameters
from market.jobs.postings.actions import change_job
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import ClientProfile
from market.runtime.background import StepThread
from market.search.backends.elastic import bulk, changes, comparison, readiness
from market.search.backends.elastic.building import build_index
from market.search.backends.elastic.bulk import NotIndexed, write_documents
from market.search.backends.elastic.client import alias_of, worker_client, write_alias_of
from market.search.backends.elastic.documents import SOURCES
from market.search.indexing.change_log import Position, read_log
from market.search.models import SearchChange, SearchIndex
from tests import make
from tests.search.elastic import faulty

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(engine, carla) -> SearchIndex:
    """A live index with the jobs Teapot 0 to Teapot 3."""
    for number in range(4):
        make.make_job(carla, title=f"Teapot {number}")
    build_index()
    return SearchIndex.objects.get()


@pytest.fixture
def jobs(live, carla):
    return list(carla.jobs.order_by("pk"))


def found(kind: str, **term) -> set[int]:
    answer = worker_client().search(index=alias_of(kind), query={"term": term}, size=100)
    return {int(hit["_id"]) for hit in answer["hits"]["hits"]}


def rename_all(carla, jobs) -> None:
    for job in jobs:
        change_job(by=carla, job_id=job.pk, changes={"title": f"Kettle {job.pk}"})


def follow() -> None:
    while changes.follow_log():
        pass
    worker_client().indices.refresh(index="test-*")


def test_figures_of_a_client_reach_the_documents_of_their_jobs(live, carla, jobs):
    ClientProfile.objects.filter(user=carla).update(payment_proven=True, jobs_filled=3)
    signals.figures_changed.send(ClientProfile, pk=carla.pk)
    follow()
    assert found("jobs", client_payment=1) == found("jobs", client_hires=3) == {job.pk for job in jobs}


def test_change_is_found_soon_by_the_step_that_follows(live, carla, jobs):
    stopping = threading.Event()
    thread = StepThread(Step("search", changes.follow_log, 0.25), stopping)
    thread.start()
    for word in ("kettle", "samovar"):
        change_job(by=carla, job_id=jobs[0].pk, changes={"title": word})
        committed = time.monotonic()
        while not found("jobs", a=word):
            assert time.monotonic() - committed < 20
            time.sleep(0.02)
    stopping.set()
    thread.join()


def test_entry_is_not_read_before_those_of_older_transactions(live, carla, jobs):
    here = Position(live.xid, live.change_id)
    with psycopg.connect(**connection_parameters()) as older:
        older.execute("INSERT INTO search_searchchange (kind, object_id, at) VALUES ('job', %s, now())", [jobs[1].pk])
        change_job(by=carla, job_id=jobs[0].pk, changes={"title": "Kettle"})
        assert read_log(here, 10) == []
    assert [entry.object_id for entry in read_log(here, 10)] == [jobs[1].pk, jobs[0].pk]


def test_figures_and_visibility_reach_the_engine(live, carla, farida, jobs):
    service = make.make_service(farida)
    make.make_bid(jobs[0], farida)
    follow()
    assert found("jobs", bid_count=1) == {jobs[0].pk}
    assert found("profiles", owner=farida.pk) == {farida.profile.pk}
    assert found("services", owner=farida.pk) == {service.pk}
    hide_profile(by=farida)
    follow()
    assert found("profiles", owner=farida.pk) | found("services", owner=farida.pk) == set()


@pytest.mark.parametrize(
    "fault", [faulty.refuses_every_second, faulty.is_busy, faulty.fails, faulty.hangs_up, faulty.loses_its_answer]
)
def test_what_the_engine_refuses_or_loses_is_sent_again(engine, live, carla, jobs, fault, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 0.01)
    rename_all(carla, jobs)
    engine.faults = [fault]
    try:
        changes.follow_log()
    except changes.ENGINE_ERRORS:
        assert fault not in (faulty.refuses_every_second, faulty.is_busy)
    assert engine.faults == []
    follow()
    assert found("jobs", a="kettle") == {job.pk for job in jobs}


def test_engine_that_refuses_for_long_holds_up_the_log_and_loses_nothing(engine, live, carla, jobs, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 0.001)
    rename_all(carla, jobs)
    engine.always = faulty.refuses_all
    jobs_then = SearchIndex.objects.get().xid
    with pytest.raises(NotIndexed):
        changes.apply_changes(SearchIndex.objects.get(), worker_client())
    assert SearchIndex.objects.get().xid == jobs_then
    engine.always = None
    follow()
    assert found("jobs", a="kettle") == {job.pk for job in jobs}


def test_full_disk_holds_up_the_log_until_there_is_room(live, carla, jobs, monkeypatch):
    def block(value: bool | None) -> None:  # what a node does with its indexes at the flood stage of its disk
        settings = {"index.blocks.read_only_allow_delete": value}
        worker_client().indices.put_settings(index="test-*", settings=settings)

    monkeypatch.setattr(bulk, "PAUSE", 0.001)
    rename_all(carla, jobs)
    block(True)
    long_ago = clock.wall() - readiness.LATE * 2
    SearchChange.objects.update(at=long_ago)
    SearchIndex.objects.update(current_at=long_ago)
    with pytest.raises(NotIndexed, match="block"):
        changes.follow_log()
    assert "behind" in readiness.problem(), "PostgreSQL answers"
    block(None)
    follow()
    assert readiness.problem() == ""
    assert found("jobs", a="kettle") == {job.pk for job in jobs}


def test_late_duplicate_does_not_overwrite_what_is_newer(live, carla, jobs):
    job, alias = jobs[0], write_alias_of("jobs", live.name)
    document = SOURCES["jobs"].documents([job.pk])[job.pk]
    old = bulk._operation(job.pk, bulk.next_version(), document)
    change_job(by=carla, job_id=job.pk, changes={"title": "Kettle"})
    follow()
    bulk.send(worker_client(), alias, [old])
    worker_client().indices.refresh(index="test-*")
    assert found("jobs", a="kettle") == {job.pk}
    carla.jobs.filter(pk=job.pk).update(state="closed")
    write_documents(worker_client(), alias, "jobs", [job.pk])
    bulk.send(worker_client(), alias, [old])
    worker_client().indices.refresh(index="test-*")
    assert job.pk not in found("jobs", owner=carla.pk), "nor bring back what was deleted"


def test_index_that_is_gone_is_not_made_by_a_bulk(live, carla, jobs, monkeypatch):
    monkeypatch.setattr(bulk, "PAUSE", 0.001)
    worker_client().indices.delete(index="test-*")
    rename_all(carla, jobs)
    with pytest.raises(NotIndexed):
        changes.follow_log()
    assert worker_client().indices.get_alias(index="test-*").body == {}


def test_entries_that_every_index_has_are_deleted_after_a_while(live, carla, jobs):
    rename_all(carla, jobs)
    follow()
    SearchChange.objects.update(at=clock.wall() - changes.KEPT * 2)
    make_later = clock.wall() - changes.NOTED_EVERY * 2
    SearchIndex.objects.update(current_at=make_later)
    with connection.cursor() as cursor:  # the next transaction: the last entry is below the cursor then
        cursor.execute("SELECT pg_current_xact_id()")
    rename_all(carla, jobs[:1])
    follow()
    SearchIndex.objects.update(current_at=make_later)
    changes.follow_log()
    assert SearchChange.objects.count() == 1
    assert SearchIndex.objects.get().current_at > make_later


def test_comparison_repairs_what_never_came_into_the_log(live, carla, jobs):
    client, name = worker_client(), write_alias_of("jobs", live.name)
    SearchChange.objects.all().delete()
    assert comparison.compare_index(live) == []
    carla.jobs.filter(pk=jobs[0].pk).update(bid_count=7)
    carla.jobs.filter(pk=jobs[1].pk).update(state="closed")
    client.delete(index=name, id=str(jobs[2].pk), refresh=True)
    (drift,) = comparison.compare_index(live)
    assert (drift.kind, drift.missing, drift.extra, drift.different, drift.left) == ("jobs", 1, 1, 1, 0)
    assert comparison.compare_index(live) == []
    assert found("jobs", owner=carla.pk) == {job.pk for job in jobs} - {jobs[1].pk}


def test_nothing_is_logged_without_an_engine(settings, carla):
    settings.ELASTICSEARCH_URLS = []
    make.make_job(carla)
    assert not SearchChange.objects.exists()


def test_transactions_of_other_databases_are_not_waited_for(live, carla, jobs):
    parameters = connection_parameters() | {"dbname": "postgres"}
    with psycopg.connect(**parameters) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        change_job(by=carla, job_id=jobs[0].pk, changes={"title": "Kettle"})
        follow()
        assert found("jobs", a="kettle") == {jobs[0].pk}
