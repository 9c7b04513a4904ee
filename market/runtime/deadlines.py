"""What time alone does, every five seconds, in a thread of its own: no job, no queue and nobody outside holds it up.

One process at a time runs what is due: the lock is the database's, and ends with the connection that holds it.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection, connections

from market.core.base import clock, demonstration, timeouts
from market.core.models import LastRun
from market.runtime import lateness

log = logging.getLogger(__name__)
LOCK = 7_270_001  # the number of the advisory lock
BEAT = clock.BEAT.total_seconds()
PAUSE = 1.0
STATEMENT = 30.0  # seconds that one may take


class Deadlines(threading.Thread):
    """Runs what is due until all stop. `last` is when it last got something out of the database."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__(name="deadlines", daemon=True)
        self.stopping = stopping
        self.last = time.monotonic()

    def run(self) -> None:
        """Every pass begins with a connection that answers; one that was lost is replaced within seconds."""
        with timeouts.of(STATEMENT):
            self._run_until_over()
        connections.close_all()

    def _run_until_over(self) -> None:
        while not self.stopping.is_set():
            pause = BEAT
            try:
                close_old_connections()
                with connection.execute_wrapper(self._beat):
                    run_due_alone()
            except Exception as error:
                log.error("deadlines: not processed, tried again at once: %s", error)
                connections.close_all()
                pause = PAUSE
            self.stopping.wait(pause)

    def _beat(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        self.last = time.monotonic()
        return result


def run_due_alone() -> bool:
    """Run what is due, unless another process or thread is at it. Returns whether it was ours to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        return False
    try:
        with demonstration.deadlines_running() as free:
            if free:
                clock.run_due(after_each=_record)
        _record()
    finally:
        if connection.is_usable():  # one that is lost has lost its lock, too
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        else:
            connection.close()
    return True


def _record() -> None:
    values = {"at": clock.wall(), "failure": ""}
    LastRun.objects.update_or_create(name=lateness.DEADLINES, defaults=values)
