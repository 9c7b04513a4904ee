"""The end of a test with real commits: every table is as empty as before it.

Django truncates all tables and fills those of permissions anew, in half a second, though most tests write to ten of two
hundred. So only what holds rows is deleted. The books refuse that, and rows point at each other: triggers rest
meanwhile, for which the database's user must be its superuser. `KEPT` stays as it was before the first test.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate

KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
EMPTY = """
DO $$ DECLARE each text; held boolean;
BEGIN
    FOREACH each IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each) INTO held;
        IF held THEN EXECUTE format('DELETE FROM %I', each); END IF;
    END LOOP;
END $$
"""


def _sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    names = ", ".join(f"'{table}'" for table in sorted({*tables, *JOBS} - KEPT))
    return ["SET LOCAL session_replication_role = replica", EMPTY.format(names=names)]


JOBS = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")


def empty_by_deleting() -> None:
    """Once, when the test database stands."""
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]
    post_migrate.receivers = []  # permissions stay, so nobody has to make them again
