"""The change log: rows whose documents the search engine has to take over, in the order in which they were committed.

An entry is written in the transaction of the change. It is readable once no transaction that began to write before its
own is open here: then none will ever appear before it, and none is passed over. (`core.base.log_cursor` waits a minute
for that instead; a search is to find a change after a second.) Without ELASTICSEARCH_URL nothing is written.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from market.core.base import clock
from market.search.models import SearchChange, SearchIndex

Kind = SearchChange.Kind
# The first transaction of this database that is open. `pg_snapshot_xmin` would also wait for those of other databases.
_HORIZON = """
SELECT coalesce(min(open::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
FROM pg_snapshot_xip(pg_current_snapshot()) AS open
WHERE NOT EXISTS (
    SELECT FROM pg_locks AS lock JOIN pg_stat_activity AS activity USING (pid) JOIN pg_database AS other
        ON other.oid = activity.datid
    WHERE lock.locktype = 'transactionid' AND lock.mode = 'ExclusiveLock' AND other.datname <> current_database()
        AND lock.transactionid::text::bigint = mod(open::text::bigint, 4294967296)
)
"""
_READABLE = f"""
SELECT xid, id, kind, object_id FROM search_searchchange
WHERE (xid, id) > (%s, %s) AND xid < ({_HORIZON}) ORDER BY xid, id LIMIT %s
"""  # noqa: S608  # our own text


class Position(NamedTuple):
    """A place in the log: everything up to it was read."""

    xid: int
    id: int


class Entry(NamedTuple):
    """A changed row."""

    position: Position
    kind: str
    object_id: int


def log_change(kind: Kind, object_id: int) -> None:
    """Note, in the running transaction, that a row was changed. Of a freelancer the id is the user's."""
    log_changes(kind, [object_id])


def log_changes(kind: Kind, object_ids: Iterable[int]) -> None:
    """Note several rows; the ids are read only where there is an engine."""
    if settings.ELASTICSEARCH_URLS:
        at = clock.wall()
        SearchChange.objects.bulk_create(SearchChange(kind=kind, object_id=pk, at=at) for pk in object_ids)


def forget_indexes() -> None:
    """Have every index built anew: rows were changed without an entry."""
    SearchIndex.objects.all().delete()


def end_of_log() -> Position:
    """Where the log ends: what was committed before stands in the database, what comes later is read after it."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        return Position(cursor.fetchone()[0], 0)


def read_log(after: Position, most: int) -> list[Entry]:
    """The readable entries after a place, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(_READABLE, [*after, most])
        return [Entry(Position(xid, pk), kind, object_id) for xid, pk, kind, object_id in cursor.fetchall()]


def next_version() -> int:
    """A number greater than any before it.

    Taken before a row is read, it is the version of what is read: of two writers the one with the greater number has
    read what was committed when it got its number, so the newest state always has the greatest one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])
