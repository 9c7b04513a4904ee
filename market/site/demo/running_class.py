"""A live class of Rina's batch that runs now, with a code that its trainees can enter."""

import secrets
from datetime import timedelta

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.enrolments.queries import course_of
from market.training.models import AttendanceCode, ClassSession

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


def _running(sessions: "QuerySet[ClassSession]") -> ClassSession | None:
    now = clock.now()
    return sessions.filter(starts_at__lte=now, ends_at__gt=now + MINUTE).first()


def _begin(session: ClassSession) -> None:
    """It takes place now."""
    session.starts_at, session.ends_at = clock.now() - BEGUN, clock.now() - BEGUN + LASTS
    session.room = session.room or f"https://meet.jit.si/amar-kaj-{session.batch.code.lower()}"
    session.remind_day_at = session.remind_hour_at = None
    session.save(update_fields=["starts_at", "ends_at", "room", "remind_day_at", "remind_hour_at"])
