"""The roll of a class: called, sent later by a device that had no line, changed with a reason.

Each mark says which mark of the roll its sender knew. A change of that one needs a reason, and settles what was said
before; a mark that another device made meanwhile stays beside it: if they differ, that is shown until it is settled.
Locks: the class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.training.attendance import events
from market.training.attendance.models import Value
from market.training.attendance.roll_queries import is_open, on_roll, settles_late
from market.training.classes.actions import REASON_LENGTH
from market.training.classes.adding_actions import lock_taught
from market.training.classes.models import class_name
from market.training.models import Attendance, AttendanceMark, ClassSession

VALUES = (Value.PRESENT, Value.LATE, Value.ABSENT, Value.EXCUSED)
NOT_ON_ROLL = _("This trainee was not in the batch when the class began.")
OWN_PLACE = _("This is your own place: somebody else says whether you were there.")
NO_REASON = _("Say why you change it: the trainee reads it.")
NOT_EXCUSED = _("Say why the trainee is excused: the trainee reads it.")


class RollNotOpen(DomainError):
    """The class has not begun, was not held, or is over for too long: then officers settle, and nothing else."""

    help = "programme#attendance"
    code = "roll_not_open"
    sentence = _(
        "The roll of a class can be called from its beginning until %(days)s days after it. Later the programme's "
        "office settles what sources say differently, and decides on objections."
    )


@dataclass(frozen=True, slots=True)
class RollMark:
    """What somebody says of one trainee: `known` is the id of the last mark of the roll that they saw, 0 for none.

    A device that had no line gives the mark a number of its own, and says when it was noted.
    """

    enrolment: int
    value: str
    known: int = 0
    reason: str = ""
    client_id: UUID | None = None
    noted_at: datetime | None = None


@atomic
def call_roll(*, by: User, session_id: int, marks: Sequence[RollMark]) -> ClassSession:
    """Say who was there; any number of trainees at once. The same marks sent again change nothing. Once the roll is
    closed, an officer settles what sources say differently.

    Raises NotFound, NotAllowed to others than officers and the class's trainers, RollNotOpen, and Invalid at
    "marks.0.enrolment", "marks.0.value" or "marks.0.reason": then nothing of it is taken.
    """
    session = lock_taught(by, session_id)
    if not is_open(session):
        _require_settling(by, session, marks)
    _check(by, session, marks)
    new_rows = _new_rows(by, session, marks)
    if not new_rows:
        return session
    absent_before = set(_absent(session, new_rows))
    AttendanceMark.objects.bulk_create(new_rows)
    if session.rolled_at is None:
        session.rolled_at = clock.now()
        session.save(update_fields=["rolled_at"])
    audit("class.roll_called", by=by, on=session, batch=session.batch.code, marks=len(new_rows))
    _tell(by, session, set(_absent(session, new_rows)) - absent_before)
    return session


def _require_settling(by: User, session: ClassSession, marks: Sequence[RollMark]) -> None:
    differing = session.attendance.filter(is_contradicted=True).values_list("enrolment", flat=True)
    open_ones = set(differing) if settles_late(by, session) else set()
    if not open_ones.issuperset(each.enrolment for each in marks):
        raise RollNotOpen(days=settings.LIFECYCLE.roll_days)
    last = dict(session.marks.filter(source=AttendanceMark.Source.ROLL).order_by("pk").values_list("enrolment", "pk"))
    for at, mark in enumerate(marks):
        if mark.known != last.get(mark.enrolment, 0) or not nfc(mark.reason).strip():
            raise Invalid(errors={f"marks.{at}.reason": [NO_REASON]})


def _check(by: User, session: ClassSession, marks: Sequence[RollMark]) -> None:
    trainees = dict(on_roll(session).values_list("pk", "trainee"))
    errors = {}
    for at, mark in enumerate(marks):
        require_length(f"marks.{at}.reason", mark.reason, REASON_LENGTH)
        if mark.enrolment not in trainees:
            errors[f"marks.{at}.enrolment"] = [NOT_ON_ROLL]
        elif trainees[mark.enrolment] == by.pk:
            errors[f"marks.{at}.enrolment"] = [OWN_PLACE]
        if mark.value not in VALUES:
            errors[f"marks.{at}.value"] = [_("Choose present, late, absent or excused.")]
    if errors:
        raise Invalid(errors=errors)


def _new_rows(by: User, session: ClassSession, marks: Sequence[RollMark]) -> list[AttendanceMark]:
    """The marks that say something new, in their order."""
    numbers = [each.client_id for each in marks if each.client_id is not None]
    repeated = set(AttendanceMark.objects.filter(by=by, client_id__in=numbers).values_list("client_id", flat=True))
    rolls = session.marks.filter(source=AttendanceMark.Source.ROLL).order_by("pk")
    last = {each.enrolment_id: each for each in rolls}
    rows: list[AttendanceMark] = []
    for at, mark in enumerate(marks):
        if mark.client_id is not None and mark.client_id in repeated:
            continue
        before, reason = last.get(mark.enrolment), nfc(mark.reason).strip()
        knew = mark.known == (before.pk if before is not None else 0)
        is_same = before is not None and before.value == mark.value
        if is_same and mark.client_id is None and not reason:
            continue
        if before is not None and knew and not is_same and not reason:
            raise Invalid(errors={f"marks.{at}.reason": [NO_REASON]})
        if mark.value == Value.EXCUSED and not is_same and not reason:
            raise Invalid(errors={f"marks.{at}.reason": [NOT_EXCUSED]})
        row = _row(by, session, mark)
        row.reason, row.settles = reason, bool(knew and reason)
        rows.append(row)
        repeated.update([mark.client_id] if mark.client_id is not None else [])
    return rows


def _row(by: User, session: ClassSession, mark: RollMark) -> AttendanceMark:
    now = clock.now()
    noted_at = min(mark.noted_at, now) if mark.noted_at is not None else None
    return AttendanceMark(
        session=session,
        enrolment_id=mark.enrolment,
        source=AttendanceMark.Source.ROLL,
        value=mark.value,
        by=by,
        at=now,
        noted_at=noted_at,
        client_id=mark.client_id,
    )


def _absent(session: ClassSession, rows: Sequence[AttendanceMark]) -> QuerySet[Attendance, int]:
    """The trainees of these marks who count as absent: no other source says that they were there."""
    of_marks = session.attendance.filter(enrolment__in=[each.enrolment_id for each in rows], counts=Value.ABSENT)
    return of_marks.values_list("enrolment__trainee", flat=True)


def _tell(by: User, session: ClassSession, absent: set[int]) -> None:
    people = User.objects.filter(pk__in=absent, is_active=True).order_by("pk")
    named = by_language(lambda: class_name(session.kind, session.number))
    emit(events.ClassMissed(batch=session.batch.code, session=named), on=session, by=by, to=people)
