"""The demonstration data of a development site: loaded beside the site that people use already, and how far that is.

While its stories are made, no clock of the site runs: to the live clocks all that lies in their past would be overdue.
The database keeps that lock, so that it holds for every process, and ends with the one that took it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, connections

from market.core import embedded

log = logging.getLogger(__name__)
CLOCKS = 0x616D6172  # the key of the lock: any number that nothing else locks
BEGUN, STORIES = "begun", "stories"  # what a mark says: all may be made by another try; stories are half told
HALF_TOLD = "Loading the demonstration data was cut short in the middle."
STOP_PATIENCE = 10.0  # seconds that its step at hand may take when the site stops
Say = Callable[[str], object]


class Stopped(Exception):
    """The site stops before everything is loaded."""


class CannotServe(Exception):
    """Why the site does not start here; one sentence for the person at the terminal."""


class Loading:
    """How far the data is, for who looks at it; `None` where this process loads none."""

    percent: int | None = None
    failed = False


now = Loading()


def state() -> str | None:
    """ "ok", "loading, 40 %" or "failed"; None where there is none."""
    if now.failed:
        return "failed"
    if now.percent is None:
        return None
    return "ok" if now.percent >= 100 else f"loading, {now.percent} %"


def mark() -> Path:
    """Stands while the data is loaded: one that was cut short leaves it behind."""
    return Path(settings.DATA_DIR) / "demonstration-unfinished"


def is_half_told() -> bool:
    """Whether stories were cut short: they can be told on a new database only."""
    with suppress(FileNotFoundError):
        return mark().read_text() == STORIES
    return False


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


def is_loaded() -> None:
    """Note that the data of this site is there, if it has some."""
    if get_user_model()._default_manager.filter(is_demo=True).exists():
        now.percent = 100


@contextmanager
def clocks_held() -> Iterator[None]:
    """Until the end no clock of the site runs; one that runs is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [CLOCKS])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CLOCKS])


@contextmanager
def clocks_free(patience: timedelta = timedelta(0)) -> Iterator[bool]:
    """Whether the clocks may run until the end, waited for with `patience`. On a real site they always may."""
    if settings.PRODUCTION:
        yield True
        return
    deadline = time.monotonic() + patience.total_seconds()
    while not (free := _shared("pg_try_advisory_lock_shared")) and time.monotonic() < deadline:
        time.sleep(0.2)
    try:
        yield free
    finally:
        if free:
            _shared("pg_advisory_unlock_shared")


def _shared(call: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}(%s)", [CLOCKS])
        return bool(cursor.fetchone()[0])


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
