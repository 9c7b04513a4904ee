"""Deadlines of rows: what is done with each row of which a stored instant is over, one by one or in batches."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from market.core.base import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 500


def process_batches(process_batch: Callable[[], int]) -> None:
    """Process all rows that are due, each batch in a transaction of its own, until one is not full.

    `process_batch` takes the next BATCH rows, and returns how many there were. Thousands may share one instant.
    """
    while process_batch() == BATCH:
        pass


def row_deadline(
    rows: "Callable[..., QuerySet[Any, Any]]",
    column: str,
    *,
    sooner: Callable[[], timedelta] = timedelta,
    at: Callable[[], datetime] | None = None,
) -> Callable[[Callable[[int], object]], Callable[[], None]]:
    """Register a function of an app's tasks.py, which does one thing with one row, given its key.

    It is called for each of the `rows` whose instant in `column` is over, or will be so much `sooner`, in order. One
    that fails is logged, and holds up none of the others. Rows that depend on the time take what `at` gives. What the
    name in tasks.py then stands for takes no arguments, and processes all that is due.
    """

    def register(process: Callable[[int], object]) -> Callable[[], None]:
        @wraps(process)
        def process_due() -> None:
            waiting = rows(at()) if at else rows()
            due = waiting.filter(**{f"{column}__lte": clock.now() + sooner()}).order_by(column, "pk")
            clock.process_due(due.values_list("pk", flat=True), process)

        clock.deadline(next_due=clock.NextDue(rows, column, sooner=sooner, at=at))(process_due)
        return process_due

    return register
