"""The start of a process that serves pages: what is loaded before the first request, and garbage collected no more."""

import asyncio
import gc
import time

from django.urls import get_resolver

from market.core.base import startup
from market.search.understanding import vocabulary


def test_what_pages_need_is_loaded_and_looked_through_no_more(db):
    vocabulary.clear_vocabulary()
    startup.load()
    _, loaded = vocabulary._cached
    assert {"phrases", "spelling", "prefixes"} <= set(vars(loaded))
    assert vocabulary.vocabulary() is loaded
    assert get_resolver()._reverse_dict.keys() >= {"en", "bn"}
    assert gc.get_freeze_count() > 100_000
    assert not any(each is loaded for each in gc.get_objects())
    began = time.process_time()
    gc.collect()
    assert time.process_time() - began < 0.05


def test_load_that_fails_is_logged_and_stops_no_other(db, monkeypatch, caplog):
    done = []
    monkeypatch.setattr(startup, "_loads", [lambda: 1 / 0, lambda: done.append(1)])
    startup.load()
    assert done == [1]
    assert "ZeroDivisionError" in caplog.text


def test_load_within_a_loop_may_ask_the_database(db, monkeypatch):
    answers = []

    def ask():
        answers.append(vocabulary.read_vocabulary())

    async def import_site():
        startup.load()

    monkeypatch.setattr(startup, "_loads", [ask])
    asyncio.run(import_site())
    assert answers
