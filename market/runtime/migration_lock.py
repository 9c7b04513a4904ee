"""One start at a time prepares a database: two would migrate it at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
from django.db import connection

from market.core.base.db import connection_parameters

LOCK = 7_270_002  # the number of the advisory lock
_holds = False


@contextmanager
def hold(say: Callable[[str], object]) -> Iterator[None]:
    """Hold the database's lock of those who prepare it; who holds it already goes on. One before is waited for.

    It is asked for again and again, since a statement that waits would keep an index from being built.
    """
    global _holds
    if _holds:
        yield
        return
    with connection.wrap_database_errors:
        line = psycopg.connect(**connection_parameters(), autocommit=True)
    with closing(line):
        waits = False
        while not _takes(line):
            if not waits:
                say("Another start prepares the database. Waiting for it …")
                waits = True
            time.sleep(0.3)
        _holds = True
        try:
            yield
        finally:
            _holds = False


def _takes(line: "psycopg.Connection[tuple[bool]]") -> bool:
    row = line.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])
