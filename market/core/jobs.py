"""Deferred work: jobs stand in PostgreSQL and are committed with the data that asked for them."""

import json
import logging
from collections.abc import Callable
from time import sleep
from typing import Any

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

log = logging.getLogger(__name__)
# Outside services fail for a while: five more tries over about an hour, then the job is parked as failed.
RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


def task(*, queue: str = "default", retry: bool = True) -> Callable[[Callable[..., Any]], "Task[Any, Any, Any]"]:
    """Register a function of an app's tasks.py as a job. It takes ids, makes one call, and may run twice."""
    return app.task(queue=queue, retry=RETRY if retry else False, pass_context=False)


def defer(job: "Task[Any, Any, Any] | str", **ids: int | str) -> None:
    """Put a job into the queue as part of the running transaction.

    An action names the job ("market.payments.tasks.send_refund_job") where the tasks import the actions.
    """
    named = app.configure_task(job) if isinstance(job, str) else job.configure()
    named.defer(**ids)


_CLAIM = """
UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())
    ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, task_name, args, attempts
"""
_AGAIN = """
UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1,
    scheduled_at = clock_timestamp() + interval '5 seconds' WHERE id = %s
"""


def run_deferred() -> int:
    """Work off every job that is due, also those that jobs defer, here and now; returns 0 if there was none.

    For who cannot wait for the worker: the desk that moves the clock, demonstration data. It shares the queue with
    the worker, and waits for what that one holds; a job that fails is logged and left to it.
    """
    ran = 0
    while (row := _claimed()) is not None or _wait_for_worker():
        ran += 1
        if row is not None:
            _run(*row)
    return ran


def _run(job_id: int, name: str, args: dict[str, Any], attempts: int) -> None:
    try:
        app.tasks[name].func(**args)
    except Exception:
        log.exception("job %s %s failed", job_id, name)
        _execute(_AGAIN, ["failed" if attempts >= 5 else "todo", job_id])
    else:
        _execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])


def _wait_for_worker() -> bool:
    """Wait until the worker's jobs at hand have ended; whether there were any. One that hangs is waited for 10 s."""
    for attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing')")
            if not cursor.fetchone()[0]:
                return attempt > 0
        sleep(0.05)
    return False


def _claimed() -> tuple[int, str, dict[str, Any], int] | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM)
        row = cursor.fetchone()
    if row is None:
        return None
    args = json.loads(row[2]) if isinstance(row[2], str) else row[2]
    return row[0], row[1], args, row[3]


def _execute(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
