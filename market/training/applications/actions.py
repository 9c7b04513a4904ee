"""Applications are begun, submitted and withdrawn; who has not sent theirs is reminded. Steps: `step_actions`.

Locks: applicant, the draw of the phase, application, earlier certificate.
"""

from datetime import timedelta

from django.db import IntegrityError

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import HomeTime
from market.core.base.reminders import next_reminder
from market.core.base.time_zones import home_moment
from market.core.text.formats import format_names
from market.training.applications.events import ApplicationDue, ApplicationSubmitted, ApplicationWithdrawn
from market.training.applications.numbers import new_number
from market.training.applications.queries import seats_of
from market.training.applications.refusals import (
    ApplicationsClosed,
    CertificateInUse,
    DrawIsOver,
    HasPlace,
    IsWithdrawn,
    NotOpenYet,
    StaffDoNotApply,
    StepsMissing,
)
from market.training.applications.steps import missing_steps, objection_of
from market.training.models import Application, EarlierCertificate, Enrolment, Phase, Selection

State = Application.State
BEFORE_CLOSING = (timedelta(days=3), timedelta(days=1))


def require_open(phase: Phase) -> None:
    """Raise NotOpenYet or ApplicationsClosed while nobody can apply for a phase."""
    for is_wrong, at, refusal in (
        (clock.now() < phase.opens_at, phase.opens_at, NotOpenYet),
        (clock.now() >= phase.closes_at, phase.last_moment, ApplicationsClosed),
    ):
        if is_wrong:
            raise refusal(number=phase.number, at=home_moment(at))


def require_applicant(by: User, phase: Phase) -> None:
    """Raise StaffDoNotApply, or HasPlace to somebody who holds a seat of the programme."""
    if by.is_staff or by.has_role(User.Role.TRAINER):
        raise StaffDoNotApply
    if (place := seats_of(by).get(phase.programme_id)) is not None:
        raise HasPlace(batch=place.batch.code)


@atomic
def begin_application(*, by: User, phase_id: int) -> Application:
    """The user's application for a phase: a new draft, or the one that there is.

    Raises NotFound, NotOpenYet, ApplicationsClosed, StaffDoNotApply, HasPlace.
    """
    phase = fetch(Phase.objects.all(), phase_id)
    require_open(phase)
    require_applicant(by, phase)
    one_at_a_time(by)
    existing = Application.objects.filter(applicant=by, phase=phase).exclude(state=State.WITHDRAWN).first()
    if existing is not None:
        return existing
    now = clock.now()
    application = Application(applicant=by, phase=phase, begun_at=now)
    application.remind_at = next_reminder(phase.closes_at, BEFORE_CLOSING, after=now)
    application.save()
    audit("application.begun", by=by, on=application, phase=phase.number)
    return application


def changeable(by: User, application_id: int) -> Application:
    """The application, locked for a change of its applicant.

    Raises NotFound to strangers, NotAllowed to officers, IsWithdrawn, ApplicationsClosed.
    """
    application = _locked(by, application_id)
    require_open(application.phase)
    return application


def _locked(by: User, application_id: int) -> Application:
    application = lock(Application.objects.visible_to(by).select_related("phase", "district"), application_id)
    if application.applicant_id != by.pk:
        raise NotAllowed
    if application.state == State.WITHDRAWN:
        raise IsWithdrawn
    return application


def require_free(certificate: EarlierCertificate, application: Application) -> None:
    """Lock the certificate; raise CertificateInUse if another application of the phase, or a place, stands on it."""
    lock(EarlierCertificate.objects.all(), certificate.pk)
    others = Application.objects.filter(certificate=certificate).exclude(pk=application.pk)
    placed = Enrolment.objects.seated().filter(application__in=others)
    if others.submitted().filter(phase=application.phase_id).exists() or placed.exists():
        raise CertificateInUse


@atomic
def submit_application(*, by: User, application_id: int) -> Application:
    """Submit an application whose steps are all done. Submitted again, it keeps its number.

    Raises NotFound, NotAllowed, IsWithdrawn, ApplicationsClosed, StaffDoNotApply, HasPlace, StepsMissing,
    CertificateInUse.
    """
    application = changeable(by, application_id)
    if application.state == State.SUBMITTED:
        return application
    require_applicant(by, application.phase)
    if missing := missing_steps(application):
        raise StepsMissing(steps=format_names([str(each.label) for each in missing]))
    if application.certificate is not None:
        require_free(application.certificate, application)
    application.state, application.submitted_at = State.SUBMITTED, clock.now()
    application.number, application.remind_at = _free_number(), None
    try:
        with atomic():
            application.save()
    except IntegrityError as taken:  # the database guards what the lock does
        raise CertificateInUse from taken
    district = application.district
    assert district is not None  # noqa: S101  # for mypy: no step is missing
    submitted = ApplicationSubmitted(
        number=str(application.number),
        district={"en": district.name_en, "bn": district.name_bn},
        due=HomeTime(application.phase.last_moment),
    )
    emit(submitted, on=application, by=by, to=[by])
    return application


def _free_number() -> str:
    while Application.objects.filter(number=(number := new_number())).exists():
        pass
    return number


@atomic
def withdraw_application(*, by: User, application_id: int) -> Application | None:
    """Take an application back before the places are drawn. A draft is deleted: None.

    Raises NotFound, NotAllowed, IsWithdrawn, DrawIsOver.
    """
    seen = fetch(Application.objects.visible_to(by), application_id)
    draws = Selection.objects.filter(phase=seen.phase_id).select_for_update(no_key=True)
    is_drawn = any(each.drawn_at is not None for each in draws)
    application = _locked(by, application_id)
    if application.state == State.SUBMITTED and is_drawn:
        raise DrawIsOver
    return end_application(application, by=by)


def end_application(application: Application, *, by: User) -> Application | None:
    """End a locked application: delete a draft about which nobody decides (None), else mark it as withdrawn."""
    if application.state == State.DRAFT and objection_of(application) is None:
        audit("application.deleted", by=by, on=application)
        application.delete()
        return None
    was_submitted = application.state == State.SUBMITTED
    application.state, application.withdrawn_at, application.remind_at = State.WITHDRAWN, clock.now(), None
    application.save()
    if was_submitted:
        emit(ApplicationWithdrawn(number=str(application.number)), on=application, by=by, to=[by])
    return application


@atomic
def remind_of_application(*, application_id: int) -> None:
    """Remind somebody whose application is not sent, twice before applications close."""
    rows = Application.objects.filter(state=State.DRAFT, remind_at__lte=clock.now()).select_related("phase")
    application = rows.select_for_update(of=("self",), no_key=True).filter(pk=application_id).first()
    if application is None:
        return
    now, due = clock.now(), application.phase.closes_at
    application.remind_at = next_reminder(due, BEFORE_CLOSING, after=now)
    application.save(update_fields=["remind_at"])
    if due > now:
        event = ApplicationDue(due=HomeTime(application.phase.last_moment))
        emit(event, on=application, by=None, to=[application.applicant])
