"""The end of a test with real commits: every table is as it was before the first test, the catalogues included.

Django truncates all tables, though most tests write to ten of two hundred. The catalogues would have to be loaded anew:
that takes longer than most tests, and with other ids all that was computed from them is stale. So only what changed is
written. The books refuse that, and rows point at each other: triggers rest meanwhile, for which the database's user
must be its superuser.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate

from market.search.understanding import vocabulary

EACH_TABLE = """
DO $$ DECLARE each text; filled boolean; changed boolean;
BEGIN
    FOREACH each IN ARRAY ARRAY[{names}] LOOP
        {body}
    END LOOP;
END $$
"""
KEEP = """
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE kept.%I AS TABLE %I', each, each); END IF;
"""
RESTORE = """
    filled := to_regclass(format('kept.%I', each)) IS NOT NULL;
    EXECUTE format(CASE WHEN filled
        THEN 'SELECT EXISTS (TABLE %1$I EXCEPT TABLE kept.%1$I) OR EXISTS (TABLE kept.%1$I EXCEPT TABLE %1$I)'
        ELSE 'SELECT EXISTS (SELECT FROM %1$I)' END, each) INTO changed;
    IF changed THEN EXECUTE format('DELETE FROM %I', each); END IF;
    IF changed AND filled THEN EXECUTE format('INSERT INTO %1$I TABLE kept.%1$I', each); END IF;
"""
_kept: list[vocabulary.Vocabulary] = []  # one, once the test database stands
JOBS = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")


def _for_each(tables: Sequence[str], body: str) -> str:
    return EACH_TABLE.format(names=", ".join(f"'{table}'" for table in sorted({*tables, *JOBS})), body=body)


def _sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    return ["SET LOCAL session_replication_role = replica", _for_each(tables, RESTORE)]


def keep_rows() -> None:
    """Once, when the test database stands: what it holds now comes back after each test with real commits."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute(_for_each(tables, KEEP))
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]
    post_migrate.receivers = []  # permissions stay, so nobody has to make them again
    _kept.append(replace(vocabulary.read_vocabulary(), until=datetime.max.replace(tzinfo=UTC)))


def restore_vocabulary() -> None:
    """Let search know the words of those rows again, whatever it read in a transaction that was rolled back."""
    if _kept:
        valid_for = vocabulary._clears, vocabulary._generations.generation()
        vocabulary._cached = valid_for, _kept[0]
