"""Objections to the register: an officer answers within days, after a refusal another one may be asked, and silence
decides nothing.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import Address, emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.files.access import attachable
from market.files.models import Upload
from market.training.issuing.actions import officers
from market.training.models import (
    Application,
    EarlierCertificate,
    Enrolment,
    ObjectionDecision,
    RegisterObjection,
    Selection,
)
from market.training.objection_step_actions import due_in, open_again, take_late, take_reminder
from market.training.register import events
from market.training.register.certificate_actions import CertificateDetails, certificate_of
from market.training.register.import_actions import RegisterChanged

MAX_CHARACTERS, MOST_PHOTOS = 1000, 5


class ObjectionNotPossible(DomainError):
    """No number was typed, the certificate is found, the time is over, or an objection was decided."""

    help = "programme#objections"
    code = "objection_not_possible"
    sentence = _("An objection is not possible now.")


class ObjectionDecided(DomainError):
    """Another officer was faster."""

    help = "programme#objections"
    code = "objection_decided"
    sentence = _("This objection was decided already. Load the page anew to see how.")


class ObjectionNotNeeded(DomainError):
    """The application was withdrawn, or the applicant found the certificate meanwhile."""

    help = "programme#objections"
    code = "objection_not_needed"
    sentence = _("Nothing is to be decided: the application was withdrawn, or has its certificate by now.")


class OwnDecision(NotAllowed):
    """Who refused an objection, or made it, does not decide on it."""

    help = "programme#objections"
    code = "same_officer"
    sentence = _("You decided on this objection before, or it is your own. Another officer decides.")


class SecondOfficerNotPossible(DomainError):
    """Nothing was refused, or another officer was asked already."""

    help = "programme#objections"
    code = "second_officer_not_possible"
    sentence = _("Another officer cannot be asked now.")


class SecondOfficerTooLate(DomainError):
    """The places are drawn: before, the draw has waited some days for the applicant to ask."""

    help = "programme#objections"
    code = "second_officer_too_late"
    sentence = _("The places of this phase are drawn already, so another officer cannot be asked any more.")


class CertificateInUse(DomainError):
    """A certificate serves one application of a phase, and one place. `other` has it already."""

    help = "programme#objections"
    code = "certificate_serves_another"
    sentence = _("Another application has this certificate already: %(number)s. Look at both.")

    def __init__(self, *, other: Application) -> None:
        super().__init__(number=str(other))
        self.other = other


JUDGING = act_of_two("register_objection", User.Role.OFFICER)


@atomic
def object_to_register(*, by: User, application_id: int, text: str, uploads: Iterable[object]) -> RegisterObjection:
    """Object that the certificate of one's application exists, with photos of it. Repeated while it is open, it returns
    the same objection.

    Raises NotFound to others than the applicant, ObjectionNotPossible, Invalid for the text or the photos.
    """
    application = lock(Application.objects.filter(applicant=by).select_related("phase"), application_id)
    existing = RegisterObjection.objects.filter(application=application).first()
    if existing is not None and existing.is_open:
        return existing
    if existing is not None or not may_object(application):
        raise ObjectionNotPossible
    text = nfc(text).strip()
    require_length("text", text, MAX_CHARACTERS)
    photos = _photos(by, uploads)
    now = clock.now()
    objection = RegisterObjection(application=application, text=text, opened_at=now, **due_in(_days(), now))
    objection.save()
    objection.photos.set(photos)
    opened = events.ObjectionOpened(number=application.certificate_number, due=objection.due_at)
    emit(opened, on=objection, by=by, to=judges(objection))
    return objection


def may_object(application: Application) -> bool:
    """Whether an objection is possible: a number was typed, no certificate belongs to it, and time is left to apply."""
    is_over = application.state == "draft" and application.phase.closes_at <= clock.now()
    is_missing = bool(application.certificate_number) and application.certificate_id is None
    return is_missing and not is_over and application.state != "withdrawn"


def _photos(by: User, uploads: Iterable[object]) -> list[Upload]:
    photos = attachable(by, uploads)
    if not photos:
        raise Invalid(errors={"uploads": [_("Add a photo of the certificate.")]})
    if len(photos) > MOST_PHOTOS:
        raise Invalid(errors={"uploads": [_("Send %(most)s photos at most.") % {"most": MOST_PHOTOS}]})
    if any(not each.media_type.startswith("image/") and each.media_type != "application/pdf" for each in photos):
        raise Invalid(errors={"uploads": [_("Send photos, or a PDF of the certificate.")]})
    return photos


def _days() -> int:
    return settings.LIFECYCLE.register_objection_days


def judges(objection: RegisterObjection) -> QuerySet[User]:
    """The officers who may decide on it."""
    return officers().exclude(pk__in=_barred(objection))


def _barred(objection: RegisterObjection) -> set[int]:
    """The ids of those who may not: who made it, and who decided on it before."""
    decided = objection.decisions.exclude(decided_by=None).values_list("decided_by_id", flat=True)
    return {objection.application.applicant_id, *decided}


def decide_objection(
    *, by: User, objection_id: int, grant: bool, reason: str = "", certificate: CertificateDetails | None = None
) -> RegisterObjection:
    """Grant an objection, with the certificate as the officer reads it in the photo, or refuse it with a reason.

    The application gets the certificate, which the register has already or gets now. Raises NotFound to strangers,
    NotAllowed to the applicant, OwnDecision, ObjectionDecided, ObjectionNotNeeded, CertificateInUse, Invalid,
    RegisterChanged where another officer added the certificate at the same moment.
    """
    try:
        return _decide(by, objection_id, grant=grant, reason=reason, details=certificate)
    except IntegrityError as other:
        raise RegisterChanged from other


@atomic
def _decide(
    by: User, objection_id: int, *, grant: bool, reason: str, details: CertificateDetails | None
) -> RegisterObjection:
    objection = _locked(RegisterObjection.objects.visible_to(by), objection_id)
    application = objection.application
    JUDGING.require(by, first=_barred(objection), refusal=OwnDecision)
    if not objection.is_open:
        raise ObjectionDecided
    if application.certificate_id is not None or application.state == "withdrawn":
        raise ObjectionNotNeeded
    reason = nfc(reason).strip()
    require_length("reason", reason, MAX_CHARACTERS)
    if not grant and not reason:
        raise Invalid(errors={"reason": [_("Say why, in a sentence that the applicant can understand.")]})
    row = certificate_of(by, details or CertificateDetails()) if grant else None
    if row is not None:
        _give(application, row)
    _save_decision(objection, row, by=by, reason=reason)
    return objection


def _locked(rows: "QuerySet[RegisterObjection]", objection_id: int) -> RegisterObjection:
    """The objection, locked after its application."""
    application_id = fetch(rows, objection_id).application_id
    application = lock(Application.objects.select_related("applicant", "phase"), application_id)
    objection = lock(rows, objection_id)
    objection.application = application
    return objection


def _give(application: Application, row: EarlierCertificate) -> None:
    lock(EarlierCertificate.objects.all(), row.pk)
    others = row.applications.exclude(pk=application.pk).select_related("applicant", "phase")
    seated = Enrolment.objects.seated().filter(application__in=others).values("application")
    serves = Q(state="submitted", phase=application.phase_id) | Q(pk__in=seated)
    if other := others.filter(serves).first():
        raise CertificateInUse(other=other)
    application.certificate = row
    application.save(update_fields=["certificate"])


def _save_decision(objection: RegisterObjection, row: EarlierCertificate | None, *, by: User, reason: str) -> None:
    state = RegisterObjection.State
    is_second = objection.second_asked_at is not None
    decision = ObjectionDecision(objection=objection, round=2 if is_second else 1, certificate=row, reason=reason)
    decision.decided_by, decision.decided_at = by, clock.now()
    decision.save()
    objection.state, objection.remind_at = state.GRANTED if row else state.REFUSED, None
    objection.save(update_fields=["state", "remind_at"])
    applicant, typed = objection.application.applicant, objection.application.certificate_number
    refused = events.ObjectionRefusedFinally if is_second else events.ObjectionRefused
    event = events.ObjectionGranted(number=row.number) if row else refused(number=typed, reason=Written(by, reason))
    emit(event, on=objection, by=by, to=[applicant], page=Address(objection.applicants_page))


@atomic
def ask_second_officer(*, by: User, application_id: int) -> RegisterObjection:
    """Have another officer look at a refused objection, once. Repeated while that one has not decided, it returns it.

    Raises NotFound to others than the applicant, SecondOfficerTooLate, SecondOfficerNotPossible.
    """
    mine = Application.objects.filter(applicant=by)
    draws = Selection.objects.filter(phase__applications__in=mine.filter(pk=application_id))
    list(draws.select_for_update(of=("self",), no_key=True).values_list("pk"))  # before the application, as a draw does
    application = lock(mine, application_id)
    objection = lock(RegisterObjection.objects.filter(application=application), _key_of(application))
    if objection.is_open and objection.second_asked_at is not None:
        return objection
    if objection.state == RegisterObjection.State.REFUSED and not objection.second_asked_at and objection.is_too_late:
        raise SecondOfficerTooLate
    if not objection.may_ask_second or application.state == "withdrawn" or application.certificate_id is not None:
        raise SecondOfficerNotPossible
    open_again(objection, _days())
    event = events.SecondOfficerAsked(number=application.certificate_number, due=objection.due_at)
    emit(event, on=objection, by=by, to=judges(objection))
    return objection


def _key_of(application: Application) -> int | None:
    return RegisterObjection.objects.filter(application=application).values_list("pk", flat=True).first()


@atomic
def remind_of_objection(*, objection_id: int) -> None:
    """Remind the officers who may decide on an objection that waits."""
    objection = take_reminder(RegisterObjection.objects.waiting().select_related("application"), objection_id)
    if objection is not None:
        due = events.ObjectionDue(number=objection.application.certificate_number, due=objection.due_at)
        emit(due, on=objection, by=None, to=judges(objection))


@atomic
def escalate_objection(*, objection_id: int) -> None:
    """Tell all officers, and the applicant, of an objection that nobody answered in time. It stays open."""
    rows = RegisterObjection.objects.waiting().select_related("application__applicant")
    objection = take_late(rows, objection_id)
    if objection is None:
        return
    number = objection.application.certificate_number
    emit(events.ObjectionLate(number=number), on=objection, by=None, to=officers())
    applicant, page = objection.application.applicant, Address(objection.applicants_page)
    emit(events.ObjectionTakesLonger(number=number), on=objection, by=None, to=[applicant], page=page)
