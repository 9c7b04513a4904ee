"""A live class of Rina's batch that runs now, with a code that its trainees can enter."""

import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from market.accounts.models import User
from market.core.base import clock
from market.training.enrolments.queries import course_of
from market.training.models import AttendanceCode, ClassSession

MINUTE = timedelta(minutes=1)
BEGUN, LASTS = 10 * MINUTE, 90 * MINUTE


def make_running_class(people: dict[str, User]) -> None:
    """The next live class of the batch takes place now, and its code counts to the end; where another class is at this
    time nothing changes."""
    place = course_of(people["rina"])
    if place is None or AttendanceCode.objects.exists():
        return
    starts_at = clock.now() - BEGUN
    ends_at = starts_at + LASTS
    to_come = place.batch.sessions.planned().filter(kind=ClassSession.Kind.LIVE, starts_at__gt=clock.now())
    session = to_come.exclude(trainer=None).select_related("trainer").order_by("starts_at").first()
    if session is None or session.trainer is None or _is_taken(session, ends_at):
        return
    session.starts_at, session.ends_at = starts_at, ends_at
    session.room = session.room or f"https://meet.jit.si/amar-kaj-{place.batch.code.lower()}"
    session.remind_day_at = session.remind_hour_at = None
    session.save(update_fields=["starts_at", "ends_at", "room", "remind_day_at", "remind_hour_at"])
    AttendanceCode.objects.create(
        session=session,
        nonce=secrets.token_hex(16),
        opens_at=starts_at,
        closes_at=ends_at,
        made_by=session.trainer,
    )


def _is_taken(session: ClassSession, ends_at: datetime) -> bool:
    """Whether the batch, or who gives the class, has another one from now to its end."""
    beside = Q(batch=session.batch_id) | Q(trainer=session.trainer_id)
    others = ClassSession.objects.planned().filter(beside, ends_at__gt=clock.now() - BEGUN, starts_at__lt=ends_at)
    return others.exclude(pk=session.pk).exists()
