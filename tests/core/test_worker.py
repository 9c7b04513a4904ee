"""The worker: queues do not block each other, no job is lost, and no job runs for ever."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from market.core.base import clock, job_claims, jobs
from market.core.base.db import connection_parameters
from market.core.base.queues import BULK, DEADLINES, queues
from market.runtime.deadlines import LOCK, run_due_alone
from market.runtime.worker import LOST, WorkerLost, WorkerThreads

ROOT = Path(__file__).resolve().parents[2]
blocked, marked = threading.Event(), threading.Event()


@jobs.task(queue="money")
def mark() -> None:
    marked.set()


@jobs.task(retry=False)
def block() -> None:
    blocked.wait(30)


@pytest.fixture
def workers(transactional_db):
    """`workers("mail", "money")` starts threads for those queues and stops them after the test."""
    started: list[WorkerThreads] = []

    def start(*kinds: str, **changes: float) -> WorkerThreads:
        new = WorkerThreads(kinds)
        for slot in new.slots:
            slot.queue = replace(slot.queue, **changes)
        new.start()
        started.append(new)
        return new

    yield start
    blocked.set()
    for each in started:
        each.stop()
    blocked.clear()
    marked.clear()


def eventually(condition, workers=None):
    for _ in range(600):
        if workers is not None:
            workers.look_after()
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise AssertionError("not within 30 s")


@pytest.fixture
def hung_mail_server(settings):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 4
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server  # it accepts connections and never answers


def test_hung_mail_server_blocks_neither_deadlines_nor_payment_jobs(workers, hung_mail_server, monkeypatch):
    due = [clock.now() - timedelta(seconds=1)]
    monkeypatch.setattr(
        clock, "_deadlines", {"due": clock.Deadline("due", (lambda: due[0] if due else None,), due.clear)}
    )
    for number in range(12):
        jobs.defer("market.accounts.tasks.send_account_mail", to=f"u{number}@example.test", subject="a", text="b")
    at_work = workers("mail", "money", DEADLINES)
    eventually(lambda: len(at_work.at_hand()) == 2)
    jobs.defer(mark)
    eventually(lambda: marked.is_set() and not due)
    assert ProcrastinateJob.objects.filter(queue_name="mail", attempts=0).count() >= 10  # they wait, none is lost


def test_job_over_its_time_limit_is_failed_and_its_slot_replaced(workers, caplog):
    jobs.defer(block)
    at_work = workers(BULK, limit=0.3)
    jobs.defer("market.core.tasks.forget_counters", timestamp=0)
    eventually(lambda: not ProcrastinateJob.objects.filter(task_name__endswith="forget_counters").exists(), at_work)
    eventually(lambda: ProcrastinateJob.objects.filter(status="failed", task_name__endswith="block").exists(), at_work)
    assert "did not end within" in caplog.text
    hung = at_work.given_up[0]
    blocked.set()
    hung.join(10)
    assert (
        ProcrastinateJob.objects.get(task_name__endswith="block").status == "failed"
    )  # finishing late changes nothing


def test_every_worker_thread_replaces_a_lost_connection(workers):
    others = _backends()  # connections of other tests in this process stay
    at_work = workers("money", DEADLINES)
    jobs.defer(mark)
    eventually(marked.is_set)
    marked.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [list(_backends() - others)])
        assert cursor.rowcount
    cut = time.monotonic()
    jobs.defer(mark)
    eventually(lambda: marked.is_set() and min(at_work.deadlines.last, at_work.housekeeper.last) > cut)


def _backends() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def test_concurrent_deadline_runs_are_excluded_by_a_lock(db):
    with closing(psycopg.connect(**connection_parameters(), autocommit=True)) as another:
        another.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert not run_due_alone()
    eventually(run_due_alone)


def test_jobs_of_dead_workers_are_retried_and_finally_failed(db):
    jobs.defer(mark)
    for _ in range(job_claims.MOST_ATTEMPTS):
        dead = job_claims.register_worker()
        assert job_claims.claim_job(dead, among=["money"]) is not None
        assert job_claims.release_jobs_of_dead_workers() == []  # the worker is alive
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        assert job_claims.release_jobs_of_dead_workers() == ["tests.core.test_worker.mark"]
    assert ProcrastinateJob.objects.get().status == "failed"


def test_account_mails_have_priority_over_notification_mails(db):
    jobs.defer("market.notifications.tasks.mail_notification", notification_id=1)
    jobs.defer("market.accounts.tasks.send_account_mail", to="a@example.test", subject="a", text="b")
    first = job_claims.claim_job(job_claims.register_worker(), among=["mail"])
    assert first is not None
    assert first.task.endswith("send_account_mail")


def test_every_task_has_a_queue_with_worker_threads(db):
    ours = {task.queue for name, task in app.tasks.items() if name.startswith("market.")}
    assert ours <= {each.name for each in queues()}


def test_separate_worker_process_deletes_finished_jobs(transactional_db):
    jobs.defer("market.core.tasks.forget_counters", timestamp=0)
    for status in ("succeeded", "cancelled"):  # left by the worker of an earlier version
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'gone', %s)",
                [status],
            )
    jobs.defer("market.core.tasks.forget_jobs", timestamp=0)
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@{settings['HOST'].replace('/', '%2F')}/{settings['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--queues", BULK],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stderr=subprocess.PIPE,
    )
    try:
        eventually(lambda: process.poll() is None and not ProcrastinateJob.objects.exists())
    finally:
        process.send_signal(signal.SIGTERM)
        _, output = process.communicate(timeout=60)
    assert process.returncode == 0, output.decode()


def test_stuck_deadlines_end_the_process_for_its_supervisor(workers):
    at_work = workers(DEADLINES)
    at_work.look_after()
    at_work.deadlines.last -= LOST + 10
    with pytest.raises(WorkerLost, match="No deadline"):
        at_work.look_after()
