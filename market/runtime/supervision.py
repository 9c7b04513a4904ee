"""Keeps the embedded database running for as long as the process that serves lives."""

import logging
import threading
from pathlib import Path

from market.runtime import embedded
from market.runtime.postmaster import EmbeddedError

log = logging.getLogger(__name__)
CHECK_EVERY = 0.5  # seconds between two checks
PAUSE = 3.0  # after a start that failed


class DatabaseKeeper(threading.Thread):
    """Starts the embedded server of a folder again whenever it was killed, until it is stopped."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(name="database", daemon=True)
        self.data_dir = data_dir
        self._stopping = threading.Event()
        self._busy = threading.Lock()

    def run(self) -> None:
        """Watch it. Then stay: the kernel ends the server together with the thread that started it."""
        while not self._stopping.wait(CHECK_EVERY):
            with self._busy:
                if not self._stopping.is_set() and embedded.has_ended(self.data_dir):
                    self._revive()
        threading.Event().wait()

    def stop(self) -> None:
        """Start nothing any more; when this returns, nothing is being started."""
        self._stopping.set()
        with self._busy:
            pass

    def _revive(self) -> None:
        log.error("The database has ended; it is started again.")
        try:
            embedded.revive(self.data_dir)
        except (EmbeddedError, OSError) as error:
            log.error("The database could not be started again: %s", error)
            self._stopping.wait(PAUSE)
