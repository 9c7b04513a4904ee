"""A past of its own: its time, jobs and clocks leave the live site alone, and are left alone by it."""

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


def _in_a_thread(ask):
    found = []

    def run():
        try:
            found.append(ask())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_its_time_is_that_of_its_context_alone(transactional_db):
    with entered(Past(-MONTH)):
        clock.advance(timedelta(days=1))
        assert clock.offset() == timedelta(days=1) - MONTH
        assert _in_a_thread(clock.offset) == timedelta(0)
    assert clock.offset() == timedelta(0)


@pytest.fixture
def done():
    """What the job `tests.noted` has noted: who asked for it, and the time by then."""
    noted = []
    app.task(name="tests.noted", pass_context=False)(lambda who: noted.append((who, clock.offset())))
    yield noted
    del app.tasks["tests.noted"]


def test_its_jobs_are_worked_off_in_it_and_those_of_others_are_not(transactional_db, done):
    job = "tests.noted"
    defer(job, who="live")
    with entered(Past(-MONTH)), atomic():
        defer(job, who="past")
        assert run_deferred() == 1
    assert done == [("past", -MONTH)]
    assert run_deferred() == 1
    assert done[1] == ("live", timedelta(0))


@pytest.fixture
def ticking(monkeypatch):
    """How often the live clocks ran."""
    ran = []
    monkeypatch.setattr(clock, "run_due", lambda: ran.append(1))
    return ran


def test_no_live_clock_runs_while_the_stories_are_told(transactional_db, ticking):
    def tick():
        run_due_alone()
        return len(ticking)

    with demonstration.clocks_held():
        assert _in_a_thread(tick) == 0
    assert _in_a_thread(tick) == 1


def test_the_desk_does_not_move_the_clock_under_the_stories(transactional_db, page, monkeypatch):
    monkeypatch.setattr("market.site.demo.desk.PATIENCE", timedelta(0))

    def move():
        return page().post("/sandbox/clock/", '{"advance": "P1D"}', content_type="application/json")

    with demonstration.clocks_held():
        answer = _in_a_thread(move)
        assert answer.status_code == 409
        assert "still loading" in answer.json()["detail"]
    assert _in_a_thread(move).status_code == 200


def test_what_people_do_meanwhile_is_read_too_though_rows_behind_it_are_older(db, carla):
    reader = LogCursor("tests.deeds", lambda: AuditEntry.objects.filter(code="tests.done"), "at")
    with entered(Past(-MONTH)):
        audit("tests.done", by=carla, on=carla)
        assert reader.next_due.read_late
    audit("tests.done", by=carla, on=carla)  # live, a moment ago
    with entered(Past(-MONTH)):
        audit("tests.done", by=carla, on=carla)
    first, live, last = AuditEntry.objects.filter(code="tests.done").order_by("pk")
    assert list(reader.readable()) == [first]
    reader.advance_to(first.pk)
    clock._offset = timedelta(minutes=2)
    assert list(reader.readable()) == [live, last]


def test_loading_that_was_cut_short_is_never_passed_over(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    said = []
    demo_loader.begin_anew(said.append, own_database=True)
    assert said == []
    demonstration.mark().write_text(demonstration.STORIES)
    with pytest.raises(demo_loader.CannotServe, match="cut short"):
        demo_loader.begin_anew(said.append, own_database=False)
    assert demonstration.is_half_told()
    demonstration.mark().write_text(demonstration.BEGUN)
    demo_loader.begin_anew(said.append, own_database=False)  # all of it can be made by another try
    assert said == []


def test_readyz_and_every_page_say_how_far_it_is(db, page, monkeypatch):
    html = page().get("/how-holding-works/").content.decode()
    assert "still loading" not in html
    monkeypatch.setattr(demonstration.now, "percent", 40)
    assert page().get("/readyz").json()["demonstration"] == "loading, 40 %"
    assert "Demonstration data is still loading: 40 %." in page().get("/help/").content.decode()
    assert "৪০" in page(language="bn").get("/help/").content.decode()
    monkeypatch.setattr(demonstration.now, "percent", 100)
    assert page().get("/readyz").json()["demonstration"] == "ok"
    monkeypatch.setattr(demonstration.now, "percent", None)
    assert "demonstration" not in page().get("/readyz").json()


def test_the_port_and_the_provider_of_a_past_are_its_own(settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:1/live"
    assert (past.port(), past.provider_address()) == (settings.PORT, "http://127.0.0.1:1/live")
    with entered(Past(-MONTH, port=9)):
        assert (past.port(), past.provider_address()) == (9, "http://127.0.0.1:9/sandbox/stripe")


def test_it_can_be_stopped_between_two_steps(settings, tmp_path):
    loader = demo_loader.Loader(lambda line: None)
    loader.stop()  # not begun
    with pytest.raises(demo_loader.Stopped):
        loader._progress(10)
