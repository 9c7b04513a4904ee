"""Deferred work: jobs stand in PostgreSQL and are committed with the data that asked for them."""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import sleep
from typing import Any

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from market.core.base import clock, job_claims, past
from market.core.base.queues import BULK

log = logging.getLogger(__name__)
# Outside services fail for a while: five more tries over about an hour, then the job is parked as failed.
RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)
AGAIN = timedelta(seconds=5)  # where jobs run here and now


def task(
    *, queue: str = BULK, retry: bool = True, urgent: bool = False
) -> Callable[[Callable[..., Any]], "Task[Any, Any, Any]"]:
    """Register a function of an app's tasks.py as a job of one of the `core.base.queues`.

    It takes ids, makes one call, and may run twice. An `urgent` one goes before the others of its queue.
    """
    return app.task(queue=queue, retry=RETRY if retry else False, priority=10 if urgent else 0, pass_context=False)


def defer(job: "Task[Any, Any, Any] | str", **ids: int | str) -> None:
    """Put a job into the queue as part of the running transaction.

    An action names the job ("market.payments.tasks.send_refund_job") where the tasks import the actions.
    """
    named = app.configure_task(job) if isinstance(job, str) else job.configure()
    past.note_job(named.defer(**ids))


def run_deferred() -> int:
    """Run every job that is due, also those that jobs defer, here and now; returns 0 if there was none.

    For who cannot wait for the worker: the desk that moves the clock, demonstration data. It shares the queue with
    the worker, and waits for what that one holds; a job that fails is logged and left to it. In a past it runs
    that one's jobs alone, which the worker does not see before its step is committed.
    """
    then = past.here()
    own_jobs = None if then is None else then.jobs
    if own_jobs == []:
        return 0
    ran, worker = 0, job_claims.register_worker()
    try:
        while (taken := job_claims.claim_job(worker, but=(), ids=own_jobs)) is not None or (
            own_jobs is None and _wait_for_worker()
        ):
            ran += 1
            job_claims.record_heartbeat(worker)
            if taken is not None:
                _run(taken)
    finally:
        job_claims.unregister_worker(worker)
    if own_jobs is not None:
        own_jobs.clear()
    return ran


def _run(taken: job_claims.Claim) -> None:
    try:
        app.tasks[taken.task].func(**taken.args)
    except Exception:
        log.exception("job %s %s failed", taken.id, taken.task)
        job_claims.retry_job(taken, at=clock.wall() + AGAIN if taken.attempts < 5 else None)
    else:
        job_claims.finish_job(taken)


def _wait_for_worker() -> bool:
    """Wait until the worker's jobs at hand have ended; whether there were any. One that hangs is waited for 10 s."""
    for attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing')")
            if not cursor.fetchone()[0]:
                return attempt > 0
        sleep(0.05)
    return False
