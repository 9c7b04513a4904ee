"""Parts of attendance on the page of a class, and of a batch."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from market.accounts.models import User
from market.core.base import clock
from market.training.attendance import code_actions
from market.training.attendance.roll_queries import (
    THERE,
    called,
    closes_at,
    code_part,
    countersigning_of,
    is_open,
    own_line,
    uncalled,
)
from market.training.classes.adding_actions import teaches
from market.training.models import AttendanceMark, Batch, ClassSession, Countersignature
from market.training.page_parts import page_part


@page_part("class", "training/parts/class_attendance.html", order=10)
def class_attendance(user: User, session: ClassSession) -> dict[str, Any] | None:
    """For trainers the code and the way to the roll; for a trainee the field of the code, and what counts."""
    if session.state != ClassSession.State.PLANNED:
        return None
    may_open, has_begun = code_actions.may_open(session), session.starts_at <= clock.now()
    if teaches(user, session):
        if not (may_open or has_begun):
            return None
        return {
            "is_trainer": True,
            "may_open": may_open,
            "minutes": settings.LIFECYCLE.attendance_code_minutes,
            "has_begun": has_begun,
            "is_roll_open": is_open(session),
            "closes_at": closes_at(session),
            "guessers": code_actions.guessers(session) if session.is_online else [],
            "contradicted": session.attendance.filter(is_contradicted=True).count(),
            "countersigning": countersigning_of(session),
            "code": code_part(session) if session.is_online else None,
        }
    line = own_line(session, user)
    if line is None:
        return None
    is_asked = session.attendance_codes.open().exists() or may_open
    takes_code = is_asked and not line.has_code
    if not (takes_code or line.marks or has_begun):
        return None
    return {
        "is_trainer": False,
        "takes_code": takes_code,
        "tries": settings.LIFECYCLE.attendance_code_tries,
        "line": line,
        "has_begun": has_begun,
        "may_countersign": (may_countersign := _may_countersign(session, line)),
        "called": called(session) if may_countersign else None,
    }


def _may_countersign(session: ClassSession, line: Any) -> bool:
    is_there = line.last is not None and line.last.value in THERE
    if session.is_online or not is_there or not is_open(session):
        return False
    signed = countersigning_of(session)
    return signed is not None and (signed["row"] is None or signed["is_changed"])


@page_part("batch", "training/parts/batch_rolls.html", order=10)
def batch_rolls(user: User, batch: Batch) -> dict[str, Any] | None:
    """Rolls of a batch that nobody called, that contradict a code, or, for officers, that nobody confirmed."""
    missing = list(uncalled().filter(batch=batch).order_by("starts_at"))
    contradicted = Count("attendance", filter=Q(attendance__is_contradicted=True))
    differing = batch.sessions.planned().annotate(people=contradicted).filter(people__gt=0).order_by("starts_at")
    unsigned = list(_unsigned(batch)) if user.has_own_role(User.Role.OFFICER) else []
    if not (missing or differing or unsigned):
        return None
    return {"missing": missing, "differing": differing, "unsigned": unsigned}


def _unsigned(batch: Batch) -> Any:
    """Face-to-face classes whose roll, as it is now, no trainee confirmed."""
    rolls = AttendanceMark.objects.filter(session=OuterRef("pk"), source=AttendanceMark.Source.ROLL).order_by("-pk")
    rows = batch.sessions.planned().filter(kind=ClassSession.Kind.IN_PERSON, rolled_at__isnull=False)
    signed = Countersignature.objects.filter(session=OuterRef("pk"), last_mark=OuterRef("last_roll"))
    last = rows.annotate(last_roll=Subquery(rolls.values("pk")[:1]))
    return last.filter(~Exists(signed)).order_by("starts_at")
