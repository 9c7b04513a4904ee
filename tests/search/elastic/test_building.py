"""An index is built beside the one that answers, goes on where it was cut short, and misses nothing meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from elasticsearch import NotFoundError

from market.jobs.models import Job
from market.jobs.postings.actions import change_job
from market.search.backends.elastic import building, changes, readiness
from market.search.backends.elastic.client import alias_of, name_of, worker_client
from market.search.models import SearchIndex
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def titles_found(word: str) -> set[int]:
    """The ids of the jobs that have this word in their title, whichever index is live."""
    client = worker_client()
    client.indices.refresh(index=alias_of("jobs"))
    answer = client.search(index=alias_of("jobs"), query={"term": {"a": word}}, size=100)
    return {int(hit["_id"]) for hit in answer["hits"]["hits"]}


def in_own_connection(build):
    try:
        return build()
    finally:
        connection.close()


def index_names() -> set[str]:
    return set(worker_client().indices.get_alias(index="test-*"))


def test_new_index_has_every_public_row_and_replaces_the_one_before(engine, farida, carla, capsys):
    first, second = make.make_job(carla, title="Teapot"), make.make_job(carla, title="Teapots")
    make.make_service(farida)
    assert readiness.problem() == "no index was built yet"
    assert building.build_index() == 4
    assert readiness.problem() == ""
    assert titles_found("~teapot") == {first.pk, second.pk}
    before = index_names()
    Job.objects.filter(pk=second.pk).update(state="closed")
    call_command("reindex")
    assert "3 documents written to the search engine" in capsys.readouterr().out
    assert titles_found("~teapot") == {first.pk}
    assert (len(index_names()), index_names() & before) == (3, set())
    assert SearchIndex.objects.count() == 1


def test_building_that_was_cut_short_goes_on(engine, carla, monkeypatch):
    jobs = [make.make_job(carla, title=f"Teapot {number}") for number in range(4)]
    building.build_index()
    live = SearchIndex.objects.get()
    monkeypatch.setattr(building, "BATCH", 1)

    def killed(count):
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build_index(killed)
    assert titles_found("~teapot") == {job.pk for job in jobs}, "the one before answers"
    change_job(by=carla, job_id=jobs[0].pk, changes={"title": "Kettle"})
    while changes.follow_log():
        pass
    assert titles_found("kettle") == {jobs[0].pk}, "and is kept up to date"
    progress = []
    building.build_index(progress.append)
    assert progress == [1, 2], "two of the four were written before"
    assert titles_found("kettle") == {jobs[0].pk}
    assert titles_found("~teapot") == {job.pk for job in jobs[1:]}
    assert SearchIndex.objects.get().pk != live.pk


def test_change_while_an_index_is_built_reaches_it(engine, carla, monkeypatch):
    job = make.make_job(carla, title="Teapot")
    make.make_job(carla, title="Other")
    monkeypatch.setattr(building, "BATCH", 1)

    def change(count):
        if count == 1:
            change_job(by=carla, job_id=job.pk, changes={"title": "Kettle"})

    building.build_index(change)
    assert titles_found("kettle") == {job.pk}
    assert titles_found("~teapot") == set()


def test_two_are_not_built_at_once(engine, carla):
    make.make_job(carla)
    refused = []

    def build_another(count):
        with pytest.raises(building.BeingBuilt):
            ThreadPoolExecutor(1).submit(in_own_connection, building.build_index).result()
        refused.append(count)

    building.build_index(build_another)
    assert refused == [1]


@pytest.mark.parametrize("loss", ["index", "version", "behind"])
def test_index_that_cannot_answer_is_not_used_and_built_anew(engine, carla, loss):
    make.make_job(carla)
    building.build_index()
    live = SearchIndex.objects.get()
    if loss == "index":
        worker_client().indices.delete(index=name_of("jobs", live.name))
    elif loss == "version":
        SearchIndex.objects.update(version=live.version - 1)
    else:
        SearchIndex.objects.update(current_at=live.current_at - readiness.LATE * 2)
    if loss == "index":
        with pytest.raises(NotFoundError):
            readiness.problem()
    else:
        assert readiness.problem() != ""
    assert building.is_missing() == (loss != "behind")
