"""Attendance on pages of the programme: a trainee's own, what a trainer has to do, and how officers see a place."""

from typing import Any

from django.conf import settings

from market.accounts.models import User
from market.core.base import clock
from market.training.attendance.attending import place_in
from market.training.attendance.own_queries import attendance_of, rows_of
from market.training.classes.adding_actions import teaches
from market.training.made_up.queries import sets_of
from market.training.models import Batch, ClassSession, Enrolment
from market.training.outage_claims.queries import claims_to_decide
from market.training.page_parts import page_part


@page_part("course", "training/parts/course_attendance.html", order=10)
def course_attendance(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The share of a trainee, and the strip of their classes."""
    if place.state == Enrolment.State.OFFERED:
        return None
    own = attendance_of(place)
    if not own.rows:
        return None
    waiting = [each for each in own.rows if each.may_make_up]
    return {"own": own, "waiting": waiting, "percent": settings.LIFECYCLE.graduation_live_percent}


@page_part("class", "training/parts/class_making_up.html", order=20)
def class_attendance(user: User, session: ClassSession) -> dict[str, Any] | None:
    """What counts of a trainee in a class that has begun, and what they can do about it."""
    place = place_in(user, session)
    if place is None or session.state != ClassSession.State.PLANNED or session.starts_at > clock.now():
        return None
    return {"row": rows_of(place, [session])[0]}


@page_part("class", "training/parts/class_checks.html", order=21)
def class_checks(user: User, session: ClassSession) -> dict[str, Any] | None:
    """For who teaches a class: whether it can be made up, and the claims of outages that wait."""
    if session.starts_at > clock.now() or session.state != ClassSession.State.PLANNED or not teaches(user, session):
        return None
    recordings = list(session.recordings.all())
    claims = claims_to_decide(user).filter(session=session).select_related("enrolment")
    current = sets_of([session]).get(session.pk)
    return {"recordings": recordings, "current": current, "claims": list(claims)}


@page_part("batch", "training/parts/batch_attendance.html", order=10)
def batch_attendance(user: User, batch: Batch) -> dict[str, Any] | None:
    """The link to the table of a batch, with the claims that wait."""
    if batch.phase_id is None or not batch.sessions.planned().filter(starts_at__lte=clock.now()).exists():
        return None
    return {"waiting": claims_to_decide(user).filter(session__batch=batch).count()}


@page_part("place", "training/parts/place_attendance.html", order=10)
def place_attendance(user: User, place: Enrolment) -> dict[str, Any] | None:
    """For officers: the attendance of a place, with who said what."""
    if place.trainee_id == user.pk or not user.has_role(User.Role.OFFICER):
        return None
    own = attendance_of(place)
    return {"own": own, "percent": settings.LIFECYCLE.graduation_live_percent} if own.rows else None
