"""What the office does with grievances. Nobody to whom a grievance is hidden can do anything with it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import Address, Event, emit
from market.core.base.reminders import next_reminder
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.training.grievances import events
from market.training.grievances.person_actions import TEXT_LENGTH, reach_somebody
from market.training.grievances.queries import barred, judges, people_to_name
from market.training.grievances.terms import REMINDERS, next_escalation
from market.training.models import Grievance, GrievanceMessage

State = Grievance.State


class GrievanceAnswered(DomainError):
    """Another officer was faster."""

    help = "programme#grievances"
    code = "grievance_answered"
    sentence = _("This grievance is answered already. Load the page anew to see how.")


class NotInHand(DomainError):
    """Only who has it in hand answers it, so that one of the office does."""

    help = "programme#grievances"
    code = "grievance_not_in_hand"
    sentence = _("First take this grievance in hand; then you can write to the person.")


class SameOfficer(NotAllowed):
    help = "programme#grievances"
    code = "same_officer"
    sentence = _("You answered this grievance, and another officer is asked.")


def _locked(by: User, grievance_id: int) -> Grievance:
    """A grievance that is to be answered, for who may. Raises NotFound, NotInAnEmergency, SameOfficer,
    GrievanceAnswered.
    """
    grievance = lock(Grievance.objects.visible_to(by), grievance_id)
    require_own_role(by, User.Role.OFFICER, User.Role.LEAD)
    if grievance.first_officer_id == by.pk:
        raise SameOfficer
    if not grievance.is_waiting:
        raise GrievanceAnswered
    return grievance


@atomic
def take_grievance(*, by: User, grievance_id: int) -> Grievance:
    """Take it in hand, also from another officer, who is away. Raises as `_locked`."""
    grievance = _locked(by, grievance_id)
    if grievance.officer_id == by.pk:
        return grievance
    is_first = grievance.officer_id is None
    grievance.state, grievance.officer = State.IN_HAND, by
    grievance.escalate_at = next_escalation(grievance, clock.now())
    grievance.save(update_fields=["state", "officer", "escalate_at"])
    taken = events.GrievanceTaken(number=grievance.number, due=grievance.due_at)
    _tell(taken, grievance, by, is_heard=is_first)
    return grievance


@atomic
def reply_to_grievance(*, by: User, grievance_id: int, text: str, answers: bool = False) -> Grievance:
    """Write to the person; `answers`: this is the answer, and the office has done what it can.

    Raises as `_locked`, NotInHand, Invalid.
    """
    grievance = _locked(by, grievance_id)
    if grievance.officer_id != by.pk:
        raise NotInHand
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={"text": [_("Write something.")]})
    require_length("text", text, TEXT_LENGTH)
    kind = GrievanceMessage.Kind.ANSWER if answers else GrievanceMessage.Kind.MESSAGE
    now = clock.now()
    GrievanceMessage.objects.create(grievance=grievance, kind=kind, from_office=True, by=by, text=text, at=now)
    if answers:
        _answer(grievance, by)
    else:
        _tell(events.GrievanceOfficeWrote(number=grievance.number), grievance, by)
    return grievance


def _answer(grievance: Grievance, by: User) -> None:
    now, until = clock.now(), clock.now() + timedelta(days=settings.LIFECYCLE.grievance_reopen_days)
    grievance.state, grievance.answered_at, grievance.close_at = State.ANSWERED, now, until
    grievance.first_answered_at = grievance.first_answered_at or now
    grievance.remind_at = grievance.escalate_at = None
    grievance.save()
    is_second = grievance.reopened_at is not None
    again = events.GrievanceAnsweredAgain(number=grievance.number)
    _tell(again if is_second else events.GrievanceAnswered(number=grievance.number, until=until), grievance, by)


def _tell(event: Event, grievance: Grievance, by: User | None, *, is_heard: bool = True) -> None:
    """To the person, where there is a name; else it only stands on the page."""
    to = [grievance.reporter] if grievance.reporter and is_heard else []
    emit(event, on=grievance, by=by, to=to, page=Address(grievance.persons_page))


@atomic
def name_people(*, by: User, grievance_id: int, people: Iterable[User]) -> Grievance:
    """Say whom else it is about, among officers and those who teach the batch: from now on they do not see it. Whoever
    had it in hand and is named puts it down. Nobody takes a name away: who was named would read it then.

    Raises as `_locked`.
    """
    grievance = _locked(by, grievance_id)
    grievance.people.add(*people_to_name(grievance.batch).filter(pk__in=[each.pk for each in people]))
    if grievance.officer_id in barred(grievance):
        grievance.state, grievance.officer = State.RECEIVED, None
        grievance.save(update_fields=["state", "officer"])
        reach_somebody(grievance)
        kind = by_language(lambda: str(grievance.get_kind_display()))
        received = events.GrievanceReceived(number=grievance.number, kind=kind, due=grievance.due_at)
        emit(received, on=grievance, by=by, to=judges(grievance))
    emit(events.GrievancePeopleNamed(number=grievance.number), on=grievance, by=by)
    return grievance


@atomic
def remind_of_grievance(*, grievance_id: int) -> None:
    """Remind who has it in hand, or all who may take it."""
    now = clock.now()
    rows = Grievance.objects.waiting().filter(remind_at__lte=now)
    grievance = rows.select_for_update(of=("self",), no_key=True).filter(pk=grievance_id).first()
    if grievance is None:
        return
    grievance.remind_at = next_reminder(grievance.due_at, REMINDERS, after=now)
    grievance.save(update_fields=["remind_at"])
    hears = judges(grievance)
    if grievance.officer_id is not None:
        hears = hears.filter(pk=grievance.officer_id)
    emit(events.GrievanceDue(number=grievance.number, due=grievance.due_at), on=grievance, by=None, to=hears)


@atomic
def escalate_grievance(*, grievance_id: int) -> None:
    """Tell all officers and lead moderators, and the person, of one that was not seen or not answered in time."""
    now = clock.now()
    rows = Grievance.objects.waiting().filter(escalate_at__lte=now)
    grievance = rows.select_for_update(of=("self",), no_key=True).filter(pk=grievance_id).first()
    if grievance is None:
        return
    grievance.escalated_at, grievance.escalate_at = now, next_escalation(grievance, now)
    grievance.save(update_fields=["escalated_at", "escalate_at"])
    emit(events.GrievanceLate(number=grievance.number), on=grievance, by=None, to=judges(grievance))
    _tell(events.GrievanceTakesLonger(number=grievance.number), grievance, None)
