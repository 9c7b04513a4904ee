"""How long a statement of the database may take, for whom: a page little, a nightly proof long, a command any time.

The database ends what takes longer (`statement_timeout`). One that does not even do that is given up by ourselves a
few seconds later (`core.postgresql`): so a database that hangs holds no thread for ever.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PAGES = 20.0
GRACE = 5.0  # seconds that the database has to say that a statement took too long


class _Limits(threading.local):
    chosen = False
    limit: float | None = None


_everywhere: float | None = None  # commands have all the time they need
_here = _Limits()


def seconds() -> float | None:
    """The limit of this thread; None: there is none."""
    return _here.limit if _here.chosen else _everywhere


def limit_process(limit: float | None) -> None:
    """Set the limit of every thread that chooses none: for a process that serves pages."""
    global _everywhere
    _everywhere = limit


@contextmanager
def of(limit: float | None) -> Iterator[None]:
    """In this thread statements may take so long, also on a connection that is open."""
    before = _here.chosen, _here.limit
    _here.chosen, _here.limit = True, limit
    try:
        yield
    finally:
        _here.chosen, _here.limit = before
