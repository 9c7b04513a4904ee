"""Reminders before a deadline: who would lose something by silence is reminded twice before it counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def next_reminder(due: datetime | None, before: Iterable[timedelta], *, after: datetime) -> datetime | None:
    """The first instant later than `after` of those that lie so long `before` the deadline `due`; None: none is left.

    One that would come before its wait begins is left out, and of two that are late only one is sent.
    """
    return min((due - span for span in before if due - span > after), default=None) if due else None
