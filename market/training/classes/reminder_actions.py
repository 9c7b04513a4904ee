"""Trainees and the trainer are reminded of a class, each time once; nobody after it has begun."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.text.locale import by_language
from market.training.classes import events
from market.training.classes.models import class_name
from market.training.classes.people import trainees_of
from market.training.classes.reminders import is_last_call
from market.training.models import ClassSession


@atomic
def remind_a_day_before(*, session_id: int) -> None:
    """Remind of a class of tomorrow. Late, when the reminder of the last hour is due, it is left out."""
    session = _take_due(session_id, "remind_day_at")
    if session is not None and not is_last_call(session, clock.now()):
        _remind(session, events.ClassTomorrow)


@atomic
def remind_an_hour_before(*, session_id: int) -> None:
    """Remind of a class that begins in an hour."""
    session = _take_due(session_id, "remind_hour_at")
    if session is not None:
        _remind(session, events.ClassSoon)


def _take_due(session_id: int, column: str) -> ClassSession | None:
    """The class, locked, if its reminder is due and it is still to come; the reminder is taken off either way."""
    rows = ClassSession.objects.filter(**{f"{column}__lte": clock.now()}).select_related("batch__trainer", "trainer")
    session = rows.select_for_update(of=("self",), no_key=True).filter(pk=session_id).first()
    if session is None:
        return None
    setattr(session, column, None)
    session.save(update_fields=[column])
    return session if not session.is_cancelled and session.starts_at > clock.now() else None


def _remind(session: ClassSession, event: type[events.ClassTomorrow | events.ClassSoon]) -> None:
    named = by_language(lambda: class_name(session.kind, session.number))
    reminder = event(batch=session.batch.code, session=named, at=session.starts_at)
    trainer = session.trainer or session.batch.trainer
    people: list[User] = [*trainees_of(session.batch), *([trainer] if trainer and trainer.is_active else [])]
    emit(reminder, on=session, by=None, to=people)
