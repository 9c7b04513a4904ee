"""Steps of every objection to the office: when it is due, reminded of, late, and asked about once more."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.training.objections import Objection

REMINDERS = (timedelta(days=3), timedelta(days=1))  # before the answer is due
Row = TypeVar("Row", bound=Objection)


def due_in(days: int, now: datetime) -> dict[str, datetime | None]:
    """The columns of an objection that is asked now: when it is due, and when officers are reminded of it."""
    due = now + timedelta(days=days)
    return {"due_at": due, "remind_at": next_reminder(due, REMINDERS, after=now)}


def open_again(objection: Objection, days: int) -> None:
    """Save that another officer is asked about a refused objection."""
    now = clock.now()
    objection.state, objection.second_asked_at, objection.escalated_at = Objection.State.OPEN, now, None
    for column, value in due_in(days, now).items():
        setattr(objection, column, value)
    objection.save(update_fields=["state", "second_asked_at", "escalated_at", "due_at", "remind_at"])


def take_reminder(rows: "QuerySet[Row]", objection_id: int) -> Row | None:
    """The objection, locked, if officers are to be reminded of it now; the next reminder is set."""
    now = clock.now()
    waiting = rows.filter(remind_at__lte=now).select_for_update(of=("self",), no_key=True)
    objection = waiting.filter(pk=objection_id).first()
    if objection is not None:
        objection.remind_at = next_reminder(objection.due_at, REMINDERS, after=now)
        objection.save(update_fields=["remind_at"])
    return objection


def take_late(rows: "QuerySet[Row]", objection_id: int) -> Row | None:
    """The objection, locked, if nobody answered it in time and nobody was told so yet; that is noted."""
    now = clock.now()
    late = rows.filter(due_at__lte=now, escalated_at=None).select_for_update(of=("self",), no_key=True)
    objection = late.filter(pk=objection_id).first()
    if objection is not None:
        objection.escalated_at = now
        objection.save(update_fields=["escalated_at"])
    return objection
