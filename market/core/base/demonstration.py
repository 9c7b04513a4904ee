"""The demonstration data of a development site: loaded beside the site that people use already, and how far that is.

While its stories are made, no clock of the site runs: to the live clocks all that lies in their past would be overdue.
The database keeps that lock, so that it holds for every process, and ends with the one that took it.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

log = logging.getLogger(__name__)
CLOCKS = 0x616D6172  # the key of the lock: any number that nothing else locks
BEGUN, STORIES = "begun", "stories"  # what a mark says: all may be made by another try; stories are half told
HALF_TOLD = "Loading the demonstration data was cut short in the middle."


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


def is_loaded() -> None:
    """Note that the data of this site is there, if it has some."""
    if get_user_model()._default_manager.filter(is_demo=True).exists():
        now.percent = 100


@contextmanager
def deadlines_paused() -> Iterator[None]:
    """Until the end no deadline of the site is processed; one that is being processed is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [CLOCKS])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CLOCKS])


@contextmanager
def deadlines_running(patience: timedelta = timedelta(0)) -> Iterator[bool]:
    """Whether deadlines may be processed until the end, waited for with `patience`. On a real site they always may."""
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
