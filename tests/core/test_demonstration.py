"""Loading demonstration data in the past: its time, jobs and deadlines are isolated from the live site."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.db.transaction import atomic
from procrastinate.contrib.django import app

from market.core.base import clock, demonstration, past
from market.core.base.audit import audit
from market.core.base.jobs import defer, run_deferred
from market.core.base.log_cursor import LogCursor
from market.core.base.past import Past, entered
from market.core.models import AuditEntry
from market.runtime import demo_loader
from market.runtime.deadlines import run_due_alone

MONTH = timedelta(days=30)


def _run_in_thread(function):
    results = []

    def run():
        try:
            results.append(function())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results[0]


def test_past_offset_applies_to_its_context_only(transactional_db):
    with entered(Past(-MONTH)):
        clock.advance(timedelta(days=1))
        assert clock.offset() == timedelta(days=1) - MONTH
        assert _run_in_thread(clock.offset) == timedelta(0)
    assert clock.offset() == timedelta(0)


@pytest.fixture
def noted_jobs():
    """What the job `tests.noted` has noted: its argument, and the clock offset when it ran."""
    noted = []
    app.task(name="tests.noted", pass_context=False)(lambda who: noted.append((who, clock.offset())))
    yield noted
    del app.tasks["tests.noted"]


def test_jobs_deferred_in_a_past_run_in_it_and_other_jobs_do_not(transactional_db, noted_jobs):
    job = "tests.noted"
    defer(job, who="live")
    with entered(Past(-MONTH)), atomic():
        defer(job, who="past")
        assert run_deferred() == 1
    assert noted_jobs == [("past", -MONTH)]
    assert run_deferred() == 1
    assert noted_jobs[1] == ("live", timedelta(0))


@pytest.fixture
def runs_of_live_deadlines(monkeypatch):
    """One entry for each time that the live deadlines ran."""
    runs = []
    monkeypatch.setattr(clock, "run_due", lambda **_options: runs.append(1))
    return runs


def test_live_deadlines_are_held_while_demonstration_data_load(transactional_db, runs_of_live_deadlines):
    def tick():
        run_due_alone()
        return len(runs_of_live_deadlines)

    with demonstration.deadlines_paused():
        assert _run_in_thread(tick) == 0
    assert _run_in_thread(tick) == 1


def test_sandbox_clock_answers_409_while_demonstration_data_load(transactional_db, page, monkeypatch):
    monkeypatch.setattr("market.site.demo.desk.PATIENCE", timedelta(0))

    def move():
        return page().post("/sandbox/clock/", '{"advance": "P1D"}', content_type="application/json")

    with demonstration.deadlines_paused():
        answer = _run_in_thread(move)
        assert answer.status_code == 409
        assert "still loading" in answer.json()["detail"]
    assert _run_in_thread(move).status_code == 200


def test_log_cursor_reads_live_rows_despite_older_past_rows_after_them(db, carla):
    cursor = LogCursor("tests.entries", lambda: AuditEntry.objects.filter(code="tests.done"), "at")
    with entered(Past(-MONTH)):
        audit("tests.done", by=carla, on=carla)
        assert cursor.next_due.read_late
    audit("tests.done", by=carla, on=carla)  # live, a moment ago
    with entered(Past(-MONTH)):
        audit("tests.done", by=carla, on=carla)
    first, live, last = AuditEntry.objects.filter(code="tests.done").order_by("pk")
    assert list(cursor.readable()) == [first]
    cursor.advance_to(first.pk)
    clock._offset = timedelta(minutes=2)
    assert list(cursor.readable()) == [live, last]


def test_interrupted_loading_blocks_the_start_or_starts_over(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    log = []
    demo_loader.begin_anew(log.append, own_database=True)
    assert log == []
    demonstration.mark().write_text(demonstration.STORIES)
    with pytest.raises(demo_loader.CannotServe, match="cut short"):
        demo_loader.begin_anew(log.append, own_database=False)
    assert demonstration.is_half_told()
    demonstration.mark().write_text(demonstration.BEGUN)
    demo_loader.begin_anew(log.append, own_database=False)  # nothing was saved yet: loading can start over
    assert log == []


def test_readyz_and_pages_show_the_loading_progress(db, page, monkeypatch):
    html = page().get("/how-holding-works/").content.decode()
    assert "still loading" not in html
    monkeypatch.setattr(demonstration.now, "percent", 40)
    assert page().get("/readyz").json()["demonstration"] == "loading, 40 %"
    assert "Demonstration data is still loading: 40%." in page().get("/help/").content.decode()
    assert "৪০" in page(language="bn").get("/help/").content.decode()
    monkeypatch.setattr(demonstration.now, "percent", 100)
    assert page().get("/readyz").json()["demonstration"] == "ok"
    monkeypatch.setattr(demonstration.now, "percent", None)
    assert "demonstration" not in page().get("/readyz").json()


def test_port_and_provider_address_of_a_past_are_its_own(settings):
    settings.STRIPE_API_BASE, settings.BKASH_API_BASE = "http://127.0.0.1:1/live", "http://127.0.0.1:1/bkash"
    assert (past.port(), past.provider_address()) == (settings.PORT, "http://127.0.0.1:1/live")
    assert past.bkash_address() == "http://127.0.0.1:1/bkash"
    with entered(Past(-MONTH, port=9)):
        assert (past.port(), past.provider_address()) == (9, "http://127.0.0.1:9/sandbox/stripe")
        assert past.bkash_address() == "http://127.0.0.1:9/sandbox/bkash"


def test_loader_can_be_stopped_between_two_steps(settings, tmp_path):
    loader = demo_loader.Loader(lambda line: None)
    loader.stop()  # not begun
    with pytest.raises(demo_loader.Stopped):
        loader._progress(10)
