"""The threads of `core.base.background`: each repeats one step until all stop."""

import logging
import threading

from django.db import close_old_connections, connections

from market.core.base import timeouts
from market.core.base.background import Step

log = logging.getLogger(__name__)
STATEMENT = 30.0  # seconds that one may take
LONGEST_PAUSE = 10.0  # after failures in a row


class StepThread(threading.Thread):
    """Repeats a step. Whatever it raises is logged once, and it is tried again after ever longer pauses."""

    def __init__(self, step: Step, stopping: threading.Event) -> None:
        super().__init__(name=step.run.__name__, daemon=True)
        self.step, self.stopping = step, stopping
        self.pause = 0.0

    def run(self) -> None:
        """Work until all stop."""
        with timeouts.of(STATEMENT):
            while not self.stopping.wait(self.pause):
                self._do()
        connections.close_all()

    def _do(self) -> None:
        has_failed = self.pause > self.step.every
        try:
            close_old_connections()
            self.pause = 0.0 if self.step.run() else self.step.every
        except Exception as error:
            self.pause = min(max(2 * self.pause, 2 * self.step.every), LONGEST_PAUSE)
            if not has_failed:
                log.error("%s failed, and is tried again: %s", self.name, error)
            connections.close_all()
        else:
            if has_failed:
                log.warning("%s works again.", self.name)
