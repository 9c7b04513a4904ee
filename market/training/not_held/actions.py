"""Trainees report a class, its trainer answers, an officer decides.

Locks: the class, then its inquiry.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound, require_length
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.training.attendance.attending import place_in
from market.training.classes.models import class_name
from market.training.classes.reminders import BEFORE, set_reminders
from market.training.issuing.actions import officers
from market.training.models import ClassInquiry, ClassReport, ClassSession, Enrolment
from market.training.not_held import events
from market.training.not_held.models import LOOK_AFTER
from market.training.questions.events import Named

TEXT_LENGTH, ANSWER_LENGTH = 1000, 2000
REPORT_UNTIL, ANSWER_TIME = timedelta(days=7), timedelta(days=3)
ENOUGH = 2
State = ClassInquiry.State


class NotReportable(DomainError):
    """It has not begun, was cancelled or decided, or ended more than a week ago."""

    help = "programme#not-held"
    code = "class_not_reportable"
    sentence = _("A class can be reported from its beginning until seven days after it, and not once it is decided.")


class ReportDecided(DomainError):
    help = "programme#not-held"
    code = "class_report_decided"
    sentence = _("An officer has decided on this class already. Load the page anew to see how.")


class TrainerNotHeard(DomainError):
    """The trainer has three days to answer."""

    help = "programme#not-held"
    code = "trainer_not_heard"
    sentence = _("The trainer has three days to answer. Decide after the answer, or after these days.")


def is_reportable(session: ClassSession) -> bool:
    """Whether trainees of the batch can report the class now."""
    now = clock.now()
    return session.state == ClassSession.State.PLANNED and session.starts_at <= now <= session.ends_at + REPORT_UNTIL


def place_of(user: User, session: ClassSession) -> Enrolment | None:
    """The user's place in the batch, from before the class, with which a class is reported."""
    return place_in(user, session)


@atomic
def report_class(*, by: User, session_id: int, kind: str, text: str = "") -> ClassReport:
    """Report that a class did not take place, or not as planned. Repeated, it returns the first report.

    Raises NotFound to others than the trainees of its batch, NotReportable, Invalid.
    """
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    place = place_of(by, session)
    if place is None:
        raise NotAllowed
    if same := ClassReport.objects.filter(inquiry__session=session, enrolment=place).first():
        return same
    if not is_reportable(session):
        raise NotReportable
    if kind not in ClassReport.Kind.values:
        raise Invalid(errors={"kind": [_("Choose what happened.")]})
    text = nfc(text).strip()
    require_length("text", text, TEXT_LENGTH)
    columns = {"trainer": session.trainer or session.batch.trainer, "look_at": session.ends_at + LOOK_AFTER}
    inquiry, _is_new = ClassInquiry.objects.get_or_create(session=session, defaults=columns)
    if inquiry.is_decided:
        raise ReportDecided
    report = ClassReport.objects.create(inquiry=inquiry, enrolment=place, kind=kind, text=text, at=clock.now())
    _open_if_due(inquiry, session)
    return report


def _open_if_due(inquiry: ClassInquiry, session: ClassSession) -> None:
    """Ask the trainer and the office: upon a second report, or when nobody has called the roll a day after."""
    now = clock.now()
    is_uncalled = session.rolled_at is None and inquiry.look_at is not None and inquiry.look_at <= now
    if inquiry.state != State.REPORTED or not (is_uncalled or inquiry.reports.count() >= ENOUGH):
        return
    inquiry.state, inquiry.opened_at, inquiry.answer_until = State.OPEN, now, now + ANSWER_TIME
    inquiry.look_at = None
    inquiry.save(update_fields=["state", "opened_at", "answer_until", "look_at"])
    named = _named(session)
    emit(events.ClassReported(**named), on=inquiry, by=None, to=judges(inquiry))
    if inquiry.trainer is not None:
        emit(events.TrainerAsked(**named), on=inquiry, by=None, to=[inquiry.trainer])


@atomic
def open_uncalled(*, inquiry_id: int) -> None:
    """A day after a reported class: nobody called its roll, so the office is asked; else one report is not enough."""
    rows = ClassInquiry.objects.filter(state=State.REPORTED, look_at__lte=clock.now())
    session_id = rows.filter(pk=inquiry_id).values_list("session", flat=True).first()
    if session_id is None:
        return
    session = lock(ClassSession.objects.select_related("batch"), session_id)
    inquiry = rows.select_for_update(of=("self",), no_key=True).filter(pk=inquiry_id).first()
    if inquiry is None:
        return
    _open_if_due(inquiry, session)
    if inquiry.state == State.REPORTED:
        inquiry.look_at = None
        inquiry.save(update_fields=["look_at"])


def judges(inquiry: ClassInquiry) -> QuerySet[User]:
    """The officers who may decide: none who gives the class, teaches the batch, or reported it."""
    batch = inquiry.session.batch_id
    teaches = Q(teaching__batch=batch) | Q(batches=batch) | Q(class_sessions=inquiry.session_id)
    barred = User.objects.filter(teaches).values("pk")
    reporters = inquiry.reports.values("enrolment__trainee")
    return officers().exclude(pk__in=barred).exclude(pk__in=reporters).exclude(pk__in=[inquiry.trainer_id or 0])


def _locked(by: User, session_id: int) -> tuple[ClassInquiry, ClassSession]:
    rows = ClassInquiry.objects.visible_to(by)
    key = rows.filter(session=session_id).values_list("pk", flat=True).first()
    fetch(rows, key)
    session = lock(ClassSession.objects.select_related("batch"), session_id)
    return lock(ClassInquiry.objects.filter(session=session), key), session


@atomic
def answer_class_report(*, by: User, session_id: int, text: str) -> ClassInquiry:
    """The trainer's answer, until an officer decides; a later one replaces it.

    Raises NotFound to others than the trainer of the class, ReportDecided, Invalid.
    """
    inquiry, session = _locked(by, session_id)
    if inquiry.trainer_id != by.pk:
        raise NotAllowed
    if not inquiry.is_open:
        raise ReportDecided
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={"text": [_("Say what happened.")]})
    require_length("text", text, ANSWER_LENGTH)
    inquiry.answer, inquiry.answered_at = text, clock.now()
    inquiry.save(update_fields=["answer", "answered_at"])
    emit(events.TrainerAnswered(**_named(session)), on=inquiry, by=by, to=judges(inquiry))
    return inquiry


@atomic
def decide_class_report(*, by: User, session_id: int, held: bool, reason: str) -> ClassInquiry:
    """Decide that the class took place, or that it did not: then it counts for nobody. Marks of attendance stay.

    Raises NotFound to strangers and to who gives the class, NotAllowed to trainers, NotInAnEmergency, ReportDecided,
    TrainerNotHeard, Invalid without a reason.
    """
    inquiry, session = _locked(by, session_id)
    require_own_role(by, User.Role.OFFICER)
    if inquiry.is_decided:
        raise ReportDecided
    if not inquiry.is_open:
        raise NotFound
    if not inquiry.may_decide_now:
        raise TrainerNotHeard
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say why, in a sentence.")]})
    require_length("reason", reason, TEXT_LENGTH)
    inquiry.state = State.HELD if held else State.NOT_HELD
    inquiry.decided_by, inquiry.decided_at, inquiry.reason = by, clock.now(), reason
    inquiry.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if not held:
        session.state = ClassSession.State.NOT_HELD
        set_reminders(session)
        session.save(update_fields=["state", *BEFORE])
    event = events.ClassFoundHeld if held else events.ClassFoundNotHeld
    reporters = User.objects.filter(enrolments__class_reports__inquiry=inquiry, is_active=True)
    hear = {each.pk: each for each in (*reporters, *([inquiry.trainer] if inquiry.trainer else []))}
    emit(event(**_named(session), reason=Written(by, reason)), on=inquiry, by=by, to=hear.values(), page=session)
    return inquiry


def _named(session: ClassSession) -> Named:
    return {
        "batch": session.batch.code,
        "session": by_language(lambda: class_name(session.kind, session.number)),
    }
