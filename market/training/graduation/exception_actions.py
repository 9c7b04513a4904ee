"""Exceptions from the rule: one officer proposes, another confirms or refuses; neither teaches the batch."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.training.certificates.actions import require_officer
from market.training.classes.actions import clean_reason
from market.training.classes.people import trainers_of
from market.training.enrolments.actions import NotInBatch
from market.training.enrolments.seat_actions import facts, lock_place
from market.training.graduation import events
from market.training.graduation.queries import readiness
from market.training.issuing.actions import officers
from market.training.models import Enrolment, GraduationException

State = GraduationException.State


class OwnBatch(NotAllowed):
    """Who teaches the batch, or has the place, makes no exception in it."""

    help = "programme#graduation"
    code = "own_batch"
    sentence = _("You teach this batch, or the place is your own: other officers decide on exceptions in it.")


class SameProposer(NotAllowed):
    """An officer cannot decide on what they proposed."""

    help = "programme#graduation"
    code = "same_officer"
    sentence = _("You proposed this exception. Another officer must look at it and decide.")


class ExceptionDecided(DomainError):
    """Another officer was faster."""

    help = "programme#graduation"
    code = "exception_decided"
    sentence = _("This exception was decided already. Load the page anew to see how.")


class ExceptionProposedAlready(DomainError):
    """One exception for each requirement."""

    help = "programme#graduation"
    code = "exception_proposed_already"
    sentence = _("An exception from this requirement is proposed or confirmed for this place already.")


EXCEPTING = act_of_two("graduation_exception", User.Role.OFFICER)


@atomic
def propose_exception(*, by: User, enrolment_id: int, requirement: str, reason: str) -> GraduationException:
    """Propose that one trainee need not meet one requirement that is not met.

    Raises NotFound, NotAllowed to others than officers, OwnBatch, NotInBatch, ExceptionProposedAlready, Invalid for the
    requirement or the reason.
    """
    place = lock_place(by, enrolment_id)
    require_officer(by)
    _require_outsider(by, place)
    reason = clean_reason(reason)
    if place.state != Enrolment.State.ACCEPTED:
        raise NotInBatch(state=place.get_state_display())
    if place.exceptions.filter(requirement=requirement).exclude(state=State.REFUSED).exists():
        raise ExceptionProposedAlready
    [stand] = readiness([place])
    if requirement not in {each.code for each in stand.lacking}:
        raise Invalid(errors={"requirement": [_("Choose a requirement that the trainee has not met.")]})
    row = GraduationException.objects.create(
        enrolment=place, requirement=requirement, reason=reason, proposed_by=by, proposed_at=clock.now()
    )
    proposed = events.ExceptionProposed(
        **facts(place.batch), officer=by, requirement=requirement, reason=Written(by, reason)
    )
    emit(proposed, on=row, by=by, to=officers().exclude(pk=by.pk), page=place)
    return row


@atomic
def confirm_exception(*, by: User, exception_id: int) -> GraduationException:
    """Confirm what another officer proposed: it counts from now on, also in public. Raises as `refuse_exception`."""
    row, place = _lock_for_decision(by, exception_id)
    _decide(row, State.CONFIRMED, by)
    confirmed = events.ExceptionConfirmed(**facts(place.batch), officer=by, requirement=row.requirement)
    emit(confirmed, on=row, by=by, to=[row.proposed_by], page=place)
    granted = events.ExceptionGranted(**facts(place.batch), reason=Written(row.proposed_by, row.reason))
    emit(granted, on=row, by=by, to=[place.trainee], page=place)
    return row


@atomic
def refuse_exception(*, by: User, exception_id: int, reason: str) -> GraduationException:
    """Refuse what another officer proposed, with the reason.

    Raises NotFound to others than officers, NotInAnEmergency, SameProposer, OwnBatch, ExceptionDecided, Invalid without
    a reason.
    """
    row, place = _lock_for_decision(by, exception_id)
    row.answer = clean_reason(reason)
    _decide(row, State.REFUSED, by)
    refused = events.ExceptionRefused(
        **facts(place.batch), officer=by, requirement=row.requirement, reason=Written(by, row.answer)
    )
    emit(refused, on=row, by=by, to=[row.proposed_by], page=place)
    return row


def _lock_for_decision(by: User, exception_id: int) -> tuple[GraduationException, Enrolment]:
    rows = GraduationException.objects.filter(enrolment__in=Enrolment.objects.visible_to(by))
    seen = fetch(rows, exception_id)
    place = lock_place(by, seen.enrolment_id)
    require_officer(by)
    row = lock(rows.select_related("proposed_by"), exception_id)
    EXCEPTING.require(by, first=[row.proposed_by_id], refusal=SameProposer)
    _require_outsider(by, place)
    if row.state != State.PROPOSED:
        raise ExceptionDecided
    return row, place


def _require_outsider(by: User, place: Enrolment) -> None:
    if by.pk == place.trainee_id or by.pk in {each.pk for each in trainers_of(place.batch)}:
        raise OwnBatch


def _decide(row: GraduationException, state: str, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, clock.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
