"""When people are reminded of a class: a day before it, and an hour before it."""

from datetime import datetime, timedelta

from market.core.base import clock
from market.training.models import ClassSession

BEFORE = {"remind_day_at": timedelta(days=1), "remind_hour_at": timedelta(hours=1)}


def set_reminders(session: ClassSession) -> None:
    """Set, unsaved, when people are reminded of it as it is now: of a cancelled class never, and never of the past."""
    now = clock.now()
    for column, before in BEFORE.items():
        at = session.starts_at - before
        setattr(session, column, at if at > now and not session.is_cancelled else None)


def is_last_call(session: ClassSession, now: datetime) -> bool:
    """Whether the hour before it has begun: then the reminder of the day before comes too late."""
    return now >= session.starts_at - BEFORE["remind_hour_at"]
