"""Statements that read the ledger as a whole."""

from typing import Any

from django.db import connection


def read(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
