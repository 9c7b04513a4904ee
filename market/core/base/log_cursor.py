"""Reading on in a table whose rows are only added (the audit log, messages): each row once, oldest first.

A row is read when it has been there for a while: by then every transaction that might still bring an earlier id has
ended. Whoever writes a row does nothing more for those who read it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from market.core.base import clock
from market.core.models import Bookmark

MIN_AGE = timedelta(minutes=1)
LAST = 2**63 - 1  # no key comes after it


class LogCursor:
    """A consumer of `rows`: reads each once its `column` is `min_age` old. `name` is stored: keep it."""

    def __init__(
        self,
        name: str,
        rows: "Callable[[], QuerySet[Any]]",
        column: str,
        *,
        min_age: Callable[[], timedelta] = lambda: MIN_AGE,
    ) -> None:
        self.name, self.rows, self.column, self.min_age = name, rows, column, min_age
        self.next_due = clock.NextDue(self.unread, column, sooner=lambda: -min_age(), read_late=True)

    def unread(self) -> "QuerySet[Any]":
        """What it has not read, oldest first."""
        last = Subquery(Bookmark.objects.filter(pk=self.name).values("last_id"))
        return self.rows().filter(pk__gt=Coalesce(last, Value(0))).order_by("pk")

    def readable(self) -> "QuerySet[Any]":
        """What it can read now: up to the first row that is too young, though rows behind it may be older."""
        young = self.unread().filter(**{f"{self.column}__gt": clock.now() - self.min_age()})
        return self.unread().filter(pk__lt=Coalesce(Subquery(young.values("pk")[:1]), Value(LAST)))

    def lock(self) -> None:
        """In a transaction: until it ends, nobody else reads under this name."""
        Bookmark.objects.bulk_create([Bookmark(pk=self.name)], ignore_conflicts=True)
        Bookmark.objects.select_for_update(no_key=True).get(pk=self.name)

    def advance_to(self, last_id: int) -> None:
        """It has read up to this row. Never goes back."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_bookmark AS known (reader, last_id) VALUES (%s, %s) ON CONFLICT (reader) "
                "DO UPDATE SET last_id = greatest(known.last_id, excluded.last_id)",
                [self.name, last_id],
            )
