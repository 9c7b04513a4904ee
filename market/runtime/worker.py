"""The worker: deadlines and jobs, beside the site or in a process of its own. Each kind has threads of its own: nobody
outside, no mail server and no lost connection stops another kind (docs/decisions/0029-queues-and-supervision.md).
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import Error, connections

from market.core.base import background, job_claims, timeouts
from market.core.base.queues import BULK, DEADLINES, Queue, queue_of, queues
from market.runtime.background import StepThread
from market.runtime.deadlines import Deadlines
from market.runtime.housekeeping import Housekeeper
from market.runtime.job_slots import Slot, when_again

log = logging.getLogger(__name__)
PATIENCE = 10.0  # seconds a running job has to end when the site stops; then it is tried again later
LOST = 60.0  # seconds without a database, or without deadlines, after which the process ends for its supervisor
MOST_GIVEN_UP = 8  # threads that hang in a call without end; then the process ends


class WorkerLost(Exception):
    """The process is of no use any more: whoever supervises it starts it anew. One sentence says why."""


def kinds_of_work() -> list[str]:
    """What a worker can be chosen to do: deadlines, the jobs of each queue, what apps do all the time."""
    of_apps = dict.fromkeys(each.kind for each in background.steps())
    return [DEADLINES, *(each.name for each in queues()), *of_apps]


class WorkerThreads:
    """The threads of a process that work: for each of the chosen `kinds`, or for all."""

    def __init__(self, kinds: Iterable[str] = ()) -> None:
        chosen = set(kinds) or set(kinds_of_work())
        self.worker = 0
        self.stopping = threading.Event()
        self.housekeeper = Housekeeper(self)
        self.deadlines = Deadlines(self.stopping) if DEADLINES in chosen else None
        self.slots = [Slot(self, each) for each in queues() if each.name in chosen for _ in range(each.slots)]
        self.steps = [StepThread(each, self.stopping) for each in background.steps() if each.kind in chosen]
        self.given_up: list[Slot] = []

    def start(self) -> None:
        """Begin."""
        for thread in self._threads():
            thread.start()

    def names(self, queue: Queue) -> dict[str, Any]:
        """Which jobs are that queue's, for `job_claims.claim_job`."""
        if queue.name == BULK:
            return {"but": [each.name for each in queues() if each.name != BULK]}
        return {"among": [queue.name]}

    def wake(self, queue: str) -> None:
        """A job is due there."""
        name = queue_of(queue).name
        for slot in self.slots:
            if slot.queue.name == name:
                slot.wakes.set()

    def works_on(self, queue: str) -> bool:
        """Whether a slot here takes the jobs of that queue."""
        name = queue_of(queue).name
        return any(slot.queue.name == name for slot in self.slots)

    def at_hand(self) -> set[int]:
        """The ids of the jobs that somebody works on."""
        return {taken.id for slot in self.slots if (taken := slot.at_hand)}

    def look_after(self) -> None:
        """Replace slots whose job does not end. Raises WorkerLost."""
        now = time.monotonic()
        if now - self.housekeeper.last > LOST:
            raise WorkerLost("The database has been gone for a minute.")
        if self.deadlines and now - self.deadlines.last > LOST:
            raise WorkerLost("No deadline could be processed for a minute.")
        if any(not thread.is_alive() for thread in self._threads()):
            raise WorkerLost("A thread of the worker has ended.")
        for place, slot in enumerate(self.slots):
            if slot.hangs():
                self.slots[place] = self._replace(slot)
        self.given_up = [slot for slot in self.given_up if slot.is_alive()]
        if len(self.given_up) > MOST_GIVEN_UP:
            raise WorkerLost(f"{len(self.given_up)} jobs hang in calls that do not end.")

    def stop(self) -> None:
        """End; a job at hand has some seconds, then it is given back. Blocks."""
        self.stopping.set()
        for slot in self.slots:
            slot.wakes.set()
        until = time.monotonic() + PATIENCE
        for thread in self._threads():
            thread.join(max(0.0, until - time.monotonic()))
        with suppress(Error), timeouts.of(2):
            job_claims.unregister_worker(self.worker)
        connections.close_all()

    def _threads(self) -> list[threading.Thread]:
        return [self.housekeeper, *([self.deadlines] if self.deadlines else []), *self.steps, *self.slots]

    def _replace(self, slot: Slot) -> Slot:
        """A thread cannot be ended: it is left to itself, its job counts as failed, and another takes its place."""
        slot.given_up.set()
        self.given_up.append(slot)
        new = Slot(self, slot.queue)
        new.start()
        if taken := slot.at_hand:
            log.error("job %s %s did not end within %.0f s; its thread is left", taken.id, taken.task, slot.queue.limit)
            threading.Thread(target=_give_back, args=(taken,), daemon=True).start()
        return new


def _give_back(taken: job_claims.Claim) -> None:
    try:
        job_claims.retry_job(taken, at=when_again(taken, TimeoutError()))
    except Error as error:
        log.error("job %s could not be given back yet: %s", taken.id, error)  # the housekeeper will
    finally:
        connections.close_all()


async def work(kinds: Iterable[str] = ()) -> None:
    """Work until cancelled; then jobs at hand are finished. Raises WorkerLost."""
    workers = WorkerThreads(kinds)
    workers.start()
    try:
        while True:
            await asyncio.sleep(1)
            workers.look_after()
    finally:
        await asyncio.to_thread(workers.stop)
