"""The roll of a class as its pages show it: everybody who is on it, with what each source says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.attendance import code_actions
from market.training.models import Attendance, AttendanceMark, ClassSession, Enrolment

Source = AttendanceMark.Source
THERE = ("present", "late")


@dataclass(slots=True)
class Line:
    """Somebody on the roll: `last` is the last mark of the roll, `counts` what counts of all marks."""

    enrolment: Enrolment
    attendance: Attendance | None = None
    marks: list[AttendanceMark] = field(default_factory=list)

    @property
    def last(self) -> AttendanceMark | None:
        """The last mark of the roll."""
        return next((each for each in reversed(self.marks) if each.source == Source.ROLL), None)

    @property
    def known(self) -> int:
        """The id of that mark, 0 for none: who calls the roll says what they knew."""
        return self.last.pk if self.last is not None else 0

    @property
    def counts(self) -> str:
        """What counts, "" for nothing yet."""
        return self.attendance.counts if self.attendance is not None else ""

    @property
    def has_code(self) -> bool:
        """Whether the trainee has entered a code."""
        return any(each.source == Source.CODE for each in self.marks)

    @property
    def is_contradicted(self) -> bool:
        """Whether the sources say different things."""
        return self.attendance is not None and self.attendance.is_contradicted


def on_roll(session: ClassSession) -> QuerySet[Enrolment]:
    """Who was in the batch when the class began: who studies in it, and who has left it since then."""
    state = Enrolment.State
    left = Q(state__in=[state.DROPPED_OUT, state.TRANSFERRED], ended_at__gt=session.starts_at)
    rows = Enrolment.objects.filter(Q(state__in=Enrolment.STUDYING) | left, batch=session.batch_id)
    return rows.filter(offered_at__lte=session.starts_at).order_by(F("seat").asc(nulls_last=True), "pk")


def closes_at(session: ClassSession) -> datetime:
    """Until when its roll can be called and changed."""
    return session.ends_at + timedelta(days=settings.LIFECYCLE.roll_days)


def is_open(session: ClassSession) -> bool:
    """Whether its roll can be called now."""
    is_held = session.state == ClassSession.State.PLANNED
    return is_held and session.starts_at <= clock.now() < closes_at(session)


def settles_late(user: User, session: ClassSession) -> bool:
    """Whether the roll is closed, and the user is an officer, who still settles what sources say differently."""
    is_held = session.state == ClassSession.State.PLANNED
    return is_held and closes_at(session) <= clock.now() and user.has_own_role(User.Role.OFFICER)


def contradicted(*, is_closed: bool) -> QuerySet[ClassSession]:
    """Classes in which sources say different things of somebody, by whether their roll is closed; with `people`, of how
    many."""
    closed = {"ends_at__lte": clock.now() - timedelta(days=settings.LIFECYCLE.roll_days)}
    of = ClassSession.objects.planned().filter(attendance__is_contradicted=True)
    rows = of.filter(**closed) if is_closed else of.exclude(**closed)
    return rows.annotate(people=Count("attendance")).order_by("ends_at", "pk")


def lines_of(session: ClassSession) -> list[Line]:
    """Everybody on the roll by seat, with all marks. Three statements for any number of trainees."""
    lines = {each.pk: Line(each) for each in on_roll(session)}
    for row in session.attendance.filter(enrolment__in=lines):
        lines[row.enrolment_id].attendance = row
    for mark in session.marks.filter(enrolment__in=lines).select_related("by").order_by("pk"):
        lines[mark.enrolment_id].marks.append(mark)
    return list(lines.values())


def uncalled() -> QuerySet[ClassSession]:
    """Classes that are over for a day, and whose roll nobody has called while it can be."""
    now = clock.now()
    over = {"ends_at__lt": now - timedelta(days=1), "ends_at__gt": now - timedelta(days=settings.LIFECYCLE.roll_days)}
    return ClassSession.objects.planned().filter(rolled_at=None, **over)


def countersigning_of(session: ClassSession) -> dict[str, Any] | None:
    """Who has confirmed the roll of a face-to-face class, and whether it has changed since; None: it needs nobody."""
    if session.is_online or session.rolled_at is None:
        return None
    row = session.countersignatures.select_related("enrolment").last()
    last = session.marks.filter(source=Source.ROLL).last()
    is_changed = row is not None and last is not None and row.last_mark_id < last.pk
    return {"row": row, "is_changed": is_changed}


def called(session: ClassSession) -> dict[str, int]:
    """How many the roll calls, and how many of them were there by their last mark: what a trainee confirms."""
    rows = session.marks.filter(source=Source.ROLL).order_by("enrolment_id", "-pk").distinct("enrolment_id")
    values = list(rows.values_list("value", flat=True))
    return {"all": len(values), "there": sum(each in THERE for each in values)}


def code_part(session: ClassSession) -> dict[str, Any]:
    """What trainers see of the code on the page of a class."""
    current = session.attendance_codes.open().first()
    used, most = session.attendance_codes.count(), settings.LIFECYCLE.attendance_codes
    return {
        "code": code_actions.digits_of(current) if current is not None else "",
        "closes_at": current.closes_at if current is not None else None,
        "entered": code_actions.count_entered(session) if used else 0,
        "trainees": on_roll(session).count() if used else 0,
        "codes_left": max(0, most - used),
        "has_codes": used > 0,
    }


def own_line(session: ClassSession, user: User) -> Line | None:
    """The line of a trainee in one class; None for others."""
    enrolment = Enrolment.objects.studying().filter(batch=session.batch_id, trainee=user).first()
    if enrolment is None:
        return None
    marks = list(session.marks.filter(enrolment=enrolment).select_related("by").order_by("pk"))
    return Line(enrolment, session.attendance.filter(enrolment=enrolment).first(), marks)
