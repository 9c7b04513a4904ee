"""Loading the demonstration data in the process that serves: begun anew where it was cut short, with progress shown."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from market.core.base.demonstration import HALF_TOLD, is_half_told, mark, now
from market.runtime import embedded

log = logging.getLogger(__name__)
STOP_PATIENCE = 10.0  # seconds that its step at hand may take when the site stops
Say = Callable[[str], object]


class Stopped(Exception):
    """The site stops before everything is loaded."""


class CannotServe(Exception):
    """Why the site does not start here; one sentence for the terminal."""


def begin_anew(say: Say, *, own_database: bool) -> None:
    """Before the database starts: one whose loading was cut short is thrown away, if it is ours.

    Raises CannotServe where half of the stories stand in a database of somebody else.
    """
    if own_database and mark().exists():
        say("Loading the demonstration data was cut short: this start begins anew, with an empty database.")
        embedded.remove(settings.DATA_DIR)
        mark().unlink()
    elif is_half_told():
        raise CannotServe(f"{HALF_TOLD} Empty the database of DATABASE_URL, delete {mark()}, and start again.")


class Loader:
    """Loads the rest of the data in a thread, once the site serves. `say` speaks to the terminal."""

    def __init__(self, say: Say) -> None:
        self._say, self._stopping = say, threading.Event()
        self._thread = threading.Thread(target=self._load, name="demonstration", daemon=True)

    def start(self) -> None:
        """Begin."""
        now.percent = 0
        self._thread.start()

    def stop(self) -> None:
        """End after the step at hand. What is not loaded by then is begun anew by the next start."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(STOP_PATIENCE)

    def _load(self) -> None:
        began = time.monotonic()
        try:
            call_command("load_demo", verbosity=0, progress=self._progress)
        except Stopped:
            pass
        except Exception:
            now.failed = True
            log.exception("The demonstration data could not be loaded.")
            self._tell("  Demonstration data: failed, see the log. The next start begins anew.")
        else:
            now.percent = 100
            self._tell(f"  Demonstration data: all there after {time.monotonic() - began:.0f} s.")
        finally:
            connections.close_all()

    def _progress(self, percent: int) -> None:
        """Raises Stopped when the site stops."""
        if self._stopping.is_set():
            raise Stopped
        if now.percent is not None and percent // 10 > now.percent // 10:
            self._tell(f"  Demonstration data: {percent // 10 * 10} % …")
        now.percent = min(percent, 99)

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # nobody listens at the terminal any more
            self._say(line)
