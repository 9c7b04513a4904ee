"""A slot: a thread that runs the jobs of one queue, one after another."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from django.db import Error, close_old_connections, connections
from procrastinate.contrib.django import app

from market.core.base import job_claims, timeouts
from market.core.base.job_claims import Claim
from market.core.base.queues import Queue

log = logging.getLogger(__name__)
IDLE = 30.0  # seconds without work after which a slot gives its connection back
PAUSE = 1.0  # seconds between two tries to reach a database that does not answer


class WorkerThreads(Protocol):
    """What a slot asks of those it works with."""

    worker: int
    stopping: threading.Event

    def names(self, queue: Queue) -> dict[str, Any]:
        """Which jobs are that queue's, for `job_claims.claim_job`."""


class Slot(threading.Thread):
    """Takes jobs of a queue until all stop, or until it is given up because one does not end."""

    def __init__(self, workers: WorkerThreads, queue: Queue) -> None:
        super().__init__(name=f"jobs-{queue.name}", daemon=True)
        self.workers, self.queue = workers, queue
        self.wakes = threading.Event()
        self.given_up = threading.Event()
        self.at_hand: Claim | None = None
        self.since = 0.0

    def run(self) -> None:
        """Work. A database that is gone is waited for; each job begins with a connection that answers."""
        with timeouts.of(self.queue.statement):
            self._work_until_over()
        connections.close_all()

    def _work_until_over(self) -> None:
        while not self._is_over():
            self.wakes.clear()
            try:
                close_old_connections()
                taken = self._take()
            except Exception as error:
                log.warning("%s: the database does not answer: %s", self.name, error)
                connections.close_all()
                self.workers.stopping.wait(PAUSE)
                self.wakes.set()
                continue
            if taken is None:
                self._rest()
            else:
                self._work(taken)

    def hangs(self) -> bool:
        """Whether the job at hand takes longer than any may."""
        return self.at_hand is not None and time.monotonic() - self.since > self.queue.limit

    def _is_over(self) -> bool:
        return self.workers.stopping.is_set() or self.given_up.is_set()

    def _take(self) -> Claim | None:
        if not self.workers.worker:
            return None
        taken = job_claims.claim_job(self.workers.worker, **self.workers.names(self.queue))
        self.since = time.monotonic()
        self.at_hand = taken
        return taken

    def _rest(self) -> None:
        if not self.wakes.wait(IDLE):
            connections.close_all()
            self.wakes.wait()

    def _work(self, taken: Claim) -> None:
        ending: Callable[[], None]
        try:
            task = app.tasks[taken.task]
            task.func(**taken.args)
        except Exception as error:
            at = when_again(taken, error)
            level, end = (logging.WARNING, "tried again later") if at else (logging.ERROR, "failed and is parked")
            log.log(level, "job %s %s %s", taken.id, taken.task, end, exc_info=error)

            def ending() -> None:
                job_claims.retry_job(taken, at=at)
        else:

            def ending() -> None:
                job_claims.finish_job(taken)

        self._settle(ending)
        self.at_hand = None

    def _settle(self, ending: Callable[[], None]) -> None:
        """Write down how the job ended, however long the database is away."""
        while not self.given_up.is_set():
            try:
                close_old_connections()
                ending()
            except Error as error:
                log.warning("%s: how a job ended could not be written down yet: %s", self.name, error)
                connections.close_all()
                if self.workers.stopping.wait(PAUSE):
                    return
            else:
                return


def when_again(taken: Claim, error: BaseException) -> Any:
    """The instant at which a job that failed is tried again; None: never."""
    task = app.tasks.get(taken.task)
    retry = task.get_retry_exception(exception=error, job=taken.as_job()) if task else None
    return retry.retry_decision.retry_at if retry else None
