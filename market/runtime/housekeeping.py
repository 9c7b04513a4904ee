"""The thread that keeps the slots busy: it writes the heartbeat of the process, listens for new jobs, defers periodic
ones, and gives back what dead processes held."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
from django.db import close_old_connections, connections
from procrastinate import exceptions, sql
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from market.core.base import job_claims, nightly_checks, startup, timeouts
from market.core.base.db import connection_parameters
from market.core.base.queues import queues

log = logging.getLogger(__name__)
CHANNEL = "procrastinate_queue_v1#"  # where a trigger of procrastinate's names the queue of a new job
EARLIER = ("default", "clocks")  # names of queues that jobs of an earlier version stand in
POLL_EVERY, HEARTBEAT_EVERY, TIDY_EVERY = 5.0, 10.0, 20.0  # seconds: for jobs, heartbeats, dead workers
PAUSE = 1.0
STATEMENT = 20.0  # seconds that one may take
MAX_CATCH_UP = 6 * 3600.0  # seconds for which a periodic job is made up after a site that was down


class WorkerThreads(Protocol):
    """Those it keeps busy."""

    worker: int
    stopping: threading.Event

    def wake(self, queue: str) -> None:
        """A job is due there."""

    def works_on(self, queue: str) -> bool:
        """Whether a slot here takes the jobs of that queue."""

    def at_hand(self) -> set[int]:
        """The ids of the jobs that somebody works on."""


class Housekeeper(threading.Thread):
    """`last` is when the database last answered."""

    def __init__(self, workers: WorkerThreads) -> None:
        super().__init__(name="jobs", daemon=True)
        self.workers = workers
        self.last = time.monotonic()
        self._deferrer = PeriodicDeferrer(app.periodic_registry, max_delay=MAX_CATCH_UP)
        self._lost: set[int] = set()
        self._has_begun = False
        self._next: dict[Callable[[], None], float] = {}

    def run(self) -> None:
        """Until all stop. A lost connection is replaced at once, a database that is gone waited for."""
        with timeouts.of(STATEMENT):
            self._run_until_over()
        connections.close_all()

    def _run_until_over(self) -> None:
        while not self.workers.stopping.is_set():
            self._next.clear()
            try:
                self._record_heartbeat()
                if not self._has_begun:
                    nightly_checks.begin()
                    startup.start()
                    self._has_begun = True
                with _line() as line:
                    while not self.workers.stopping.is_set():
                        self._do_what_is_to_be_done()
                        for note in line.notifies(timeout=1, stop_after=1):
                            self.workers.wake(note.channel.removeprefix(CHANNEL))
            except Exception as error:
                log.error("jobs: the database does not answer, tried again at once: %s", error)
                connections.close_all()
                self.workers.stopping.wait(PAUSE)

    def _do_what_is_to_be_done(self) -> None:
        close_old_connections()
        for every, act in (
            (HEARTBEAT_EVERY, self._record_heartbeat),
            (POLL_EVERY, self._poll),
            (POLL_EVERY, self._defer_periodic),
            (TIDY_EVERY, self._tidy),
        ):
            if time.monotonic() >= self._next.get(act, 0.0):
                act()
                self._next[act] = time.monotonic() + every
                self.last = time.monotonic()

    def _record_heartbeat(self) -> None:
        if not self.workers.worker or not job_claims.record_heartbeat(self.workers.worker):
            self.workers.worker = job_claims.register_worker()

    def _poll(self) -> None:
        for name in job_claims.due_queues():
            self.workers.wake(name)

    def _defer_periodic(self) -> None:
        """Put our queues' periodic jobs whose time has come into them: the database takes each of them once."""
        for periodic, timestamp in self._deferrer.get_previous_tasks(at=time.time()):  # wall time
            task = periodic.task
            if not self.workers.works_on(task.queue):
                continue
            try:
                app.connector.get_sync_connector().execute_query_one(
                    query=sql.queries["defer_periodic_job"],
                    queue=task.queue,
                    lock=None,
                    queueing_lock=task.queueing_lock,
                    task_name=task.name,
                    priority=task.priority,
                    periodic_id=periodic.periodic_id,
                    defer_timestamp=timestamp,
                    args={"timestamp": timestamp},
                )
            except exceptions.UniqueViolation:
                log.warning("periodic job %s: the one before waits still", task.name)

    def _tidy(self) -> None:
        """Give back the jobs of the dead, and our own that nobody works on: their claim was lost with a connection."""
        for name in job_claims.release_jobs_of_dead_workers():
            log.warning("job %s was held by a process that ended; it is tried again", name)
        worker = self.workers.worker
        idle = job_claims.held_by(worker) - self.workers.at_hand()
        job_claims.release_jobs(worker, idle & self._lost)
        self._lost = idle


def _line() -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection on which the database names the queues of new jobs."""
    line = psycopg.connect(**connection_parameters(), autocommit=True)
    for name in [*EARLIER, *(each.name for each in queues())]:
        line.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(CHANNEL + name)))
    return line
