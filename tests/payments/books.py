"""The end of a test with real commits. The books refuse to be emptied, so the tables' owner lifts the rule; deferred
jobs, whose tables Django does not empty, go too."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

_flush = DatabaseOperations.sql_flush


def _sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    kept = ("payments_ledger", "core_auditentry", "moderation_measure")
    books = [table for table in tables if table.startswith(kept)]
    lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in books]
    restore = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in books]
    return [*lift, *_flush(self, style, tables, **options), *restore, "TRUNCATE procrastinate_jobs CASCADE"]


def let_the_owner_empty_them() -> None:
    """Once, before the first test."""
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]
