from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from market.core.base import clock
from market.core.base.past import Past, entered
from market.core.base.row_deadlines import row_deadline
from market.core.models import LimitCounter


@pytest.fixture
def empty_registry(monkeypatch):
    """An empty registry of deadlines for the test."""
    table: dict[str, clock.Deadline] = {}
    monkeypatch.setattr(clock, "_deadlines", table)
    return table


def test_clock_advances_forwards_only(db):
    before = clock.now()
    clock.advance(timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=1)
    with pytest.raises(ValueError, match="only on"):
        clock.advance(timedelta(seconds=-1))
    clock.forget()
    assert clock.offset() == timedelta(days=3)


def test_clock_cannot_be_moved_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(ValueError, match="development"):
        clock.advance(timedelta(days=1))
    with pytest.raises(ValueError, match="development"), entered(Past(-timedelta(days=1))):
        pass
    assert clock.offset() == timedelta(0)


def test_advancing_processes_deadlines_in_order_at_their_instants(db, empty_registry):
    waiting = {"b": clock.now() + timedelta(days=2), "a": clock.now() + timedelta(days=1)}
    done: list[tuple[str, datetime]] = []

    def make(name: str) -> None:
        def run() -> None:
            done.append((name, clock.now()))
            waiting.pop(name)

        empty_registry[name] = clock.Deadline(name, (lambda: waiting.get(name),), run)

    make("a")
    make("b")
    due = dict(waiting)
    clock.advance(timedelta(days=5))
    assert [name for name, _ in done] == ["a", "b"]
    assert all(timedelta(0) <= at - due[name] < timedelta(minutes=1) for name, at in done)


def test_failing_or_stuck_deadline_does_not_stop_the_others(db, empty_registry, caplog):
    past, done = clock.now() - timedelta(days=1), []

    def fail() -> None:
        raise RuntimeError

    empty_registry["fails"] = clock.Deadline("fails", (lambda: past,), fail)
    empty_registry["sticks"] = clock.Deadline("sticks", (lambda: past,), lambda: None)
    empty_registry["works"] = clock.Deadline("works", (lambda: None if done else past,), lambda: done.append(1))
    assert clock.run_due() == 3
    assert done == [1]
    assert "fails failed" in caplog.text
    assert "sticks did not process" in caplog.text


def test_readers_of_logs_hold_up_nothing_else(db, empty_registry, monkeypatch):
    past, unread, done = clock.now() - timedelta(minutes=30), [1, 2], []

    class Unread(clock.NextDue):
        def __call__(self):
            return past - timedelta(seconds=len(unread)) if unread else None

    monkeypatch.setattr(clock, "next_due_of", lambda sources: [source() for source in sources])
    read = clock.Deadline(
        "reads", (Unread("", read_late=True),), lambda: done.append(unread.pop()) or waiting.append("late")
    )
    waiting = ["pays"]
    empty_registry["reads"] = read
    empty_registry["pays"] = clock.Deadline(
        "pays", (lambda: clock.now() if waiting else None,), lambda: done.append(waiting.pop())
    )
    assert clock.oldest_due() >= past + timedelta(minutes=29), "it may be behind for a while"
    assert clock.run_due(after_each=lambda: done.append("noted")) == 5
    assert done == ["pays", "noted", 2, "noted", "late", "noted", 1, "noted", "late", "noted"]


def test_all_deadlines_are_asked_for_once_after_all_readers_of_logs(empty_registry, monkeypatch):
    unread, asked = dict.fromkeys(("edits", "entries", "messages"), clock.now() - timedelta(minutes=1)), []

    def answer(sources):
        asked.append(sources)
        return [unread.get(name) for name in sorted(empty_registry)]

    monkeypatch.setattr(clock, "next_due_of", answer)
    for name in unread:
        source = clock.NextDue("", read_late=True)
        empty_registry[name] = clock.Deadline(name, (source,), lambda name=name: unread.pop(name))
    assert clock.run_due() == 3
    assert len(asked) == 2, "before them and after them"


def test_process_due_continues_after_a_failing_row(caplog):
    done = []

    def act(number):
        if number == 1:
            raise ValueError("the first fails")
        done.append(number)

    clock.process_due([1, 2, 3], act)
    assert done == [2, 3]
    assert "failed for 1" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_lost_connection_is_noticed_and_replaced():
    clock.run_due()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as beside:
        beside.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    with pytest.raises(OperationalError):
        clock.run_due()
    connection.close_if_unusable_or_obsolete()
    assert clock.run_due() >= 0


def test_row_deadline_processes_due_rows_in_order(db, empty_registry, caplog):
    now, done = clock.now(), []
    for hours in (1, 3, 2, -1):
        LimitCounter.objects.create(key=str(hours), window=now - timedelta(hours=hours), used=1)

    @row_deadline(LimitCounter.objects.all, "window")
    def count(counter_id: int) -> None:
        """What is counted."""
        counter = LimitCounter.objects.get(pk=counter_id)
        if counter.key == "3":
            raise ValueError("the first fails")
        done.append(counter.key)
        counter.delete()

    count()
    assert done == ["2", "1"]
    assert "count failed" in caplog.text
    (listed,) = empty_registry.values()
    assert listed.name.endswith("count")
    assert listed.next_due() == now - timedelta(hours=3), "the one that failed is tried again"
