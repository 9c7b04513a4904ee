"""Objections to what counts of attendance: an officer who had no part in it answers, another one after a refusal.

Locks: class, objection.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import Address, emit
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.files.access import attachable
from market.training.attendance.attending import own_place
from market.training.attendance_objections import events
from market.training.classes.adding_actions import clean_text
from market.training.classes.models import class_name
from market.training.district_outages.queries import extended_in
from market.training.issuing.actions import officers
from market.training.models import (
    AttendanceDecision,
    AttendanceMark,
    AttendanceObjection,
    ClassSession,
    OutageClaim,
)
from market.training.objection_step_actions import due_in, open_again, take_late, take_reminder
from market.training.register.objection_actions import (
    ObjectionDecided,
    ObjectionNotPossible,
    OwnDecision,
    SecondOfficerNotPossible,
)

TEXT_LENGTH, REASON_LENGTH = 1000, 500
VALUES = ("present", "late", "excused", "absent")
JUDGING = act_of_two("attendance_objection", User.Role.OFFICER)


class ObjectionTooLate(DomainError):
    """The class is not over yet, did not take place, or the time to object is over."""

    help = "programme#attendance-objections"
    code = "attendance_objection_too_late"
    sentence = _("You can object from the end of a class on, for %(days)s days.")


def may_object(session: ClassSession, now: datetime) -> bool:
    """Whether a trainee of the class can object to what counts of it now."""
    until = session.ends_at + timedelta(days=settings.LIFECYCLE.attendance_objection_days)
    is_over = now >= extended_in(session.batch, session.ends_at, until)
    return session.state == ClassSession.State.PLANNED and session.ends_at <= now and not is_over


@atomic
def object_to_attendance(
    *, by: User, session_id: int, text: str, file_ids: Iterable[object] = ()
) -> AttendanceObjection:
    """Object to what counts of oneself in a class, with one file if it helps. Repeated while it is open, it returns the
    same objection.

    Raises NotFound, NotAllowed to others than trainees of the class, ObjectionNotPossible once it was decided,
    ObjectionTooLate, Invalid.
    """
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    place, now = own_place(by, session), clock.now()
    existing = AttendanceObjection.objects.filter(session=session, enrolment=place).first()
    if existing is not None and existing.is_open:
        return existing
    if existing is not None:
        raise ObjectionNotPossible
    if not may_object(session, now):
        raise ObjectionTooLate(days=settings.LIFECYCLE.attendance_objection_days)
    text = clean_text("text", text, TEXT_LENGTH, missing=_("Say in a sentence what is wrong."))
    files = attachable(by, file_ids)
    if len(files) > 1:
        raise Invalid(errors={"uploads": [_("Send one file at most.")]})
    objection = AttendanceObjection(session=session, enrolment=place, text=text, opened_at=now, **due_in(_days(), now))
    objection.save()
    objection.files.set(files)
    opened = events.AttendanceObjected(**_facts(objection), name=place.name_en, due=objection.due_at)
    emit(opened, on=objection, by=by, to=judges(objection))
    return objection


def _days() -> int:
    return settings.LIFECYCLE.attendance_objection_answer_days


def judges(objection: AttendanceObjection) -> "QuerySet[User]":
    """The officers who may decide on it."""
    return officers().exclude(pk__in=barred(objection))


def barred(objection: AttendanceObjection) -> set[int]:
    """The ids of those who may not: the trainee, who said what counts, who refused their claim, who decided before."""
    pair = {"session": objection.session_id, "enrolment": objection.enrolment_id}
    marks = set(AttendanceMark.objects.filter(**pair).values_list("by", flat=True))
    claims = OutageClaim.objects.filter(**pair).exclude(decided_by=None).values_list("decided_by_id", flat=True)
    decided = objection.decisions.exclude(decided_by=None).values_list("decided_by_id", flat=True)
    return {objection.enrolment.trainee_id, *marks, *claims, *decided}


@atomic
def decide_attendance(*, by: User, objection_id: int, value: str, reason: str) -> AttendanceObjection:
    """Decide what counts: one of VALUES grants the objection, "" refuses it. The trainee reads the reason.

    Raises NotFound to strangers, NotAllowed to trainers and the trainee, OwnDecision to who had a part in it,
    ObjectionDecided, Invalid.
    """
    rows = AttendanceObjection.objects.visible_to(by).select_related("session__batch", "enrolment__trainee")
    lock(ClassSession.objects.all(), fetch(rows, objection_id).session_id)
    objection = lock(rows, objection_id)
    JUDGING.require(by, first=barred(objection), refusal=OwnDecision)
    if not objection.is_open:
        raise ObjectionDecided
    if value and value not in VALUES:
        raise Invalid(errors={"value": [_("Choose what counts.")]})
    reason = clean_text(
        "reason", reason, REASON_LENGTH, missing=_("Say why, in a sentence that the trainee can understand.")
    )
    now, mark = clock.now(), None
    if value:
        what = {"source": AttendanceMark.Source.OFFICE, "value": value, "by": by, "at": now, "reason": reason}
        mark = AttendanceMark.objects.create(session=objection.session, enrolment=objection.enrolment, **what)
    is_second = objection.second_asked_at is not None
    decision = {"round": 2 if is_second else 1, "new_mark": mark, "reason": reason, "decided_by": by, "decided_at": now}
    AttendanceDecision.objects.create(objection=objection, **decision)
    state = AttendanceObjection.State
    objection.state, objection.remind_at = state.GRANTED if mark else state.REFUSED, None
    objection.save(update_fields=["state", "remind_at"])
    refused = events.AttendanceRefusedFinally if is_second else events.AttendanceRefused
    event = (events.AttendanceGranted if mark else refused)(**_facts(objection), reason=Written(by, reason))
    emit(event, on=objection, by=by, to=[objection.enrolment.trainee], page=Address(objection.trainees_page))
    return objection


@atomic
def ask_second_about_attendance(*, by: User, session_id: int) -> AttendanceObjection:
    """Have another officer look at a refused objection, once. Repeated while that one has not decided, it returns it.

    Raises NotFound to others than the trainee, SecondOfficerNotPossible.
    """
    own = AttendanceObjection.objects.filter(enrolment__trainee=by)
    key = own.filter(session=session_id).values_list("pk", flat=True).first()
    lock(ClassSession.objects.all(), fetch(own, key).session_id)
    objection = lock(own.select_related("session__batch", "enrolment"), key)
    if objection.is_open and objection.second_asked_at is not None:
        return objection
    if not objection.may_ask_second:
        raise SecondOfficerNotPossible
    open_again(objection, _days())
    event = events.AttendanceSecondAsked(**_facts(objection), name=objection.enrolment.name_en, due=objection.due_at)
    emit(event, on=objection, by=by, to=judges(objection))
    return objection


@atomic
def remind_of_attendance(*, objection_id: int) -> None:
    """Remind the officers who may decide on an objection that waits."""
    rows = AttendanceObjection.objects.waiting().select_related("session__batch", "enrolment")
    objection = take_reminder(rows, objection_id)
    if objection is not None:
        due = events.AttendanceObjectionDue(**_facts(objection), due=objection.due_at)
        emit(due, on=objection, by=None, to=judges(objection))


@atomic
def escalate_attendance(*, objection_id: int) -> None:
    """Tell all officers, and the trainee, of an objection that nobody answered in time. It stays open."""
    rows = AttendanceObjection.objects.waiting().select_related("session__batch", "enrolment__trainee")
    objection = take_late(rows, objection_id)
    if objection is None:
        return
    facts, trainee = _facts(objection), objection.enrolment.trainee
    emit(events.AttendanceObjectionLate(**facts), on=objection, by=None, to=officers().exclude(pk=trainee.pk))
    longer = events.AttendanceTakesLonger(**facts)
    emit(longer, on=objection, by=None, to=[trainee], page=Address(objection.trainees_page))


def _facts(objection: AttendanceObjection) -> events.Named:
    session = objection.session
    return {
        "batch": session.batch.code,
        "session": by_language(lambda: class_name(session.kind, session.number)),
    }
