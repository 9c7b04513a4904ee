"""Steps that apps repeat all the time in threads of the worker."""

import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from market.core.base import background, env
from market.core.base.background import Step
from market.runtime.background import StepThread
from market.runtime.worker import WorkerThreads, kinds_of_work


def test_step_is_repeated_at_once_while_there_is_more_and_after_a_failure(caplog):
    results = iter([True, True, RuntimeError("lost"), RuntimeError("lost"), False])
    done = threading.Event()

    def step() -> bool:
        result = next(results, None)
        if isinstance(result, Exception):
            raise result
        if result is None:
            done.set()
        return bool(result)

    stopping = threading.Event()
    thread = StepThread(Step("search", step, 0.01), stopping)
    thread.start()
    assert done.wait(5)
    stopping.set()
    thread.join()
    assert [record.message for record in caplog.records] == [
        "step failed, and is tried again: lost",
        "step works again.",
    ]


def test_worker_has_a_thread_for_each_step_of_the_chosen_kinds(monkeypatch):
    monkeypatch.setattr(background, "_steps", [])
    for _ in range(2):
        background.repeat("search", every=1)(lambda: False)
    assert kinds_of_work()[-1] == "search"
    assert kinds_of_work().count("search") == 1
    assert [len(WorkerThreads(kinds).steps) for kinds in ([], ["search"], ["mail"])] == [2, 2, 0]


@pytest.mark.parametrize("value", ["search", "search:9200", "ftp://search:9200", "http://search", "http://[:9200"])
def test_address_of_a_search_engine_must_be_complete(monkeypatch, value):
    monkeypatch.setenv("ELASTICSEARCH_URL", f"http://one:9200,{value}")
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_URL"):
        env.servers("ELASTICSEARCH_URL")
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://one:9200, https://me:secret@two:9200")
    assert env.servers("ELASTICSEARCH_URL") == ["http://one:9200", "https://me:secret@two:9200"]
