"""A live class of Rina's batch that runs now, with a code that its trainees can enter."""

import secrets
from datetime import timedelta

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.enrolments.queries import course_of
from market.training.models import AttendanceCode, Batch, ClassSession

MINUTE = timedelta(minutes=1)
BEGUN, LASTS = 10 * MINUTE, 90 * MINUTE


def make_running_class(people: dict[str, User]) -> None:
    """The next live class of the batch takes place now, unless one of its trainer does already; its code counts to
    the end.
    """
    place = course_of(people["rina"])
    if place is None or AttendanceCode.objects.exists():
        return
    live = ClassSession.objects.planned().filter(kind=ClassSession.Kind.LIVE).exclude(trainer=None)
    own = live.filter(batch=place.batch).select_related("batch", "trainer").order_by("starts_at")
    session = _running(own) or own.filter(starts_at__gt=clock.now()).first()
    if session is None:
        return
    assert session.trainer is not None  # noqa: S101  # for mypy: see the rows above
    trainer = session.trainer
    session = _running(live.filter(trainer=trainer)) or session
    if session.starts_at > clock.now():
        _begin(session)
    AttendanceCode.objects.create(
        session=session,
        nonce=secrets.token_hex(16),
        opens_at=clock.now(),
        closes_at=session.ends_at,
        made_by=trainer,
    )
    """The live class that runs now, or else the next one, which then takes place now; its code counts to the end."""
    place = course_of(people["rina"])
    if place is None or AttendanceCode.objects.exists():
        return
    session = _running(place.batch) or _moved_to_now(place.batch)
    if session is not None and session.trainer is not None:
        AttendanceCode.objects.create(
            session=session,
            nonce=secrets.token_hex(16),
            opens_at=session.starts_at,
            closes_at=session.ends_at,
            made_by=session.trainer,
        )


def _running(batch: Batch) -> ClassSession | None:
    """The live class that the calendar has at this time: then none has to be moved."""
    now = clock.now()
    return batch.sessions.planned().filter(kind=ClassSession.Kind.LIVE, starts_at__lte=now, ends_at__gt=now).first()


def _moved_to_now(batch: Batch) -> ClassSession | None:
    """The next live class, which now takes place; None where another class is at this time."""
    starts_at = clock.now() - BEGUN
    ends_at = starts_at + LASTS
    to_come = batch.sessions.planned().filter(kind=ClassSession.Kind.LIVE, starts_at__gt=clock.now())
    session = to_come.exclude(trainer=None).select_related("trainer").order_by("starts_at").first()
    if session is None or session.trainer is None or _is_taken(session, ends_at):
        return None
    session.starts_at, session.ends_at = starts_at, ends_at
    session.room = session.room or f"https://meet.jit.si/amar-kaj-{batch.code.lower()}"
    session.remind_day_at = session.remind_hour_at = None
    session.save(update_fields=["starts_at", "ends_at", "room", "remind_day_at", "remind_hour_at"])
    return session


def _running(sessions: "QuerySet[ClassSession]") -> ClassSession | None:
    now = clock.now()
    return sessions.filter(starts_at__lte=now, ends_at__gt=now + MINUTE).first()


def _begin(session: ClassSession) -> None:
    """It takes place now."""
    session.starts_at, session.ends_at = clock.now() - BEGUN, clock.now() - BEGUN + LASTS
    session.room = session.room or f"https://meet.jit.si/amar-kaj-{session.batch.code.lower()}"
    session.remind_day_at = session.remind_hour_at = None
    session.save(update_fields=["starts_at", "ends_at", "room", "remind_day_at", "remind_hour_at"])
