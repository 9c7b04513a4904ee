"""Whose attendance of a class is asked about, and what counts of it now."""

from market.accounts.models import User
from market.core.base.errors import NotAllowed
from market.training.models import Attendance, ClassSession, Enrolment

MISSED = ("", "absent")  # what counts for who did not attend


def place_in(user: User, session: ClassSession) -> Enrolment | None:
    """The user's place in the batch of a class, if they had it when the class began."""
    rows = Enrolment.objects.filter(trainee=user, batch=session.batch_id, offered_at__lte=session.starts_at)
    return rows.studying().first()


def own_place(user: User, session: ClassSession) -> Enrolment:
    """The same. Raises NotAllowed to everybody else."""
    place = place_in(user, session)
    if place is None:
        raise NotAllowed
    return place


def counts_in(session: ClassSession, place: Enrolment) -> str:
    """What counts for a trainee in a class now, "" for nothing."""
    rows = Attendance.objects.filter(session=session, enrolment=place)
    return rows.values_list("counts", flat=True).first() or ""
