"""When a grievance is due: seen within working days, answered within days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.training.grievances.models import Grievance
from market.training.periods.queries import special_days
from market.training.plans.models import FRIDAY, SATURDAY

REMINDERS = (timedelta(days=3), timedelta(days=1))  # before the answer is due
DAY = timedelta(days=1)


def working_days_later(now: datetime, days: int) -> datetime:
    """The same time so many working days later: not on Fridays, Saturdays and holidays."""
    at, special = now, special_days(clock.local(now).date())
    while days:
        at += DAY
        day = clock.local(at).date()
        if day.weekday() not in (FRIDAY, SATURDAY) and not special.is_closed(day):
            days -= 1
    return at


def due_columns(now: datetime) -> Mapping[str, datetime | None]:
    """The instants of a grievance that waits from now on."""
    numbers = settings.LIFECYCLE
    seen, due = (
        working_days_later(now, numbers.grievance_seen_days),
        now + timedelta(days=numbers.grievance_answer_days),
    )
    return {
        "seen_due_at": seen,
        "due_at": due,
        "escalate_at": min(seen, due),
        "remind_at": next_reminder(due, REMINDERS, after=now),
    }


def next_escalation(grievance: Grievance, now: datetime) -> datetime | None:
    """When it is late next: once for not being seen, once for not being answered."""
    return grievance.due_at if grievance.due_at > now else None
