"""What becomes of a trainee's place: leaving, returning, another batch, the end of the course."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.base.events import Event, emit
from market.core.base.payloads import Written
from market.training.certificates.actions import require_officer
from market.training.classes.actions import clean_reason
from market.training.classes.people import trainers_of
from market.training.enrolments import events
from market.training.enrolments.offer_actions import offer_next
from market.training.enrolments.queries import placed
from market.training.enrolments.seat_actions import PlacedAlready, facts, lock_place, lowest_seat, move, seating
from market.training.enrolments.terms import is_at_end, is_over
from market.training.models import Batch, EarlierCertificate, Enrolment, EnrolmentChange
from market.training.projects.actions import move_project

State = Enrolment.State


class NotInBatch(DomainError):
    """Only who is in a batch can leave it, be moved or complete it."""

    help = "programme#places"
    code = "not_in_batch"
    sentence = _("This person is not in the batch now: “%(state)s”. Load the page anew.")


class NotDroppedOut(DomainError):
    """Only who has left a batch can return."""

    help = "programme#places"
    code = "not_dropped_out"
    sentence = _("Only who has left a batch can return to it. Load the page anew.")


class BatchStillRuns(DomainError):
    """Nobody has completed a course before its last day."""

    help = "programme#places"
    code = "batch_still_runs"
    sentence = _("Batch %(batch)s still runs: nobody has completed it before its last day.")


class BatchOver(DomainError):
    """Nobody joins a batch that has ended."""

    help = "programme#places"
    code = "batch_over"
    sentence = _("Batch %(batch)s has ended, so nobody can join it or return to it.")


@atomic
def drop_out(*, by: User, enrolment_id: int, reason: str) -> Enrolment:
    """A trainee gives up the place, or an officer ends it; the seat goes to the waiting list.

    Raises NotFound to strangers, NotAllowed to trainers, Invalid without a reason, NotInBatch.
    """
    place = lock_place(by, enrolment_id)
    is_own = place.trainee_id == by.pk
    if not is_own:
        require_officer(by)
    reason = clean_reason(reason)
    _require_in_batch(place)
    move(place, State.DROPPED_OUT, by=by, reason=reason)
    if is_own:
        left = events.TraineeLeft(**facts(place.batch), trainee=by)
        emit(left, on=place, by=by, to=trainers_of(place.batch), page=place.batch)
    else:
        ended = events.PlaceEnded(**facts(place.batch), officer=by, reason=Written(by, reason))
        emit(ended, on=place, by=by, to=[place.trainee])
    offer_next(place.batch)
    return place


@atomic
def return_to_batch(*, by: User, enrolment_id: int, reason: str) -> Enrolment:
    """Give who has left a free seat of the same batch again, while it runs.

    Raises NotFound, NotAllowed to others than officers, Invalid without a reason, NotDroppedOut, BatchOver,
    PlacedAlready, BatchFull.
    """
    place = lock_place(by, enrolment_id)
    require_officer(by)
    reason = clean_reason(reason)
    batch = place.batch
    if place.state == State.ACCEPTED:
        return place
    if place.state != State.DROPPED_OUT:
        raise NotDroppedOut
    _require_running(batch)
    one_at_a_time(place.trainee)
    programme_id = batch.phase.programme_id if batch.phase else None
    person = Q(trainee=place.trainee)
    if place.application is not None and place.application.certificate_id is not None:
        lock(EarlierCertificate.objects.all(), place.application.certificate_id)
        person |= Q(application__certificate=place.application.certificate_id)  # perhaps with another account
    if Enrolment.objects.filter(placed(programme_id), person).exists():
        raise PlacedAlready
    seat = lowest_seat(batch)
    with seating(batch):
        move(place, State.ACCEPTED, by=by, reason=reason, seat=seat)
    returned = events.TraineeReturned(**facts(batch), reason=Written(by, reason), seat=seat)
    _tell(place, returned, by)
    return place


@atomic
def transfer(*, by: User, enrolment_id: int, batch_id: int, reason: str) -> Enrolment:
    """Move a trainee to a free seat of another batch of the plan. Returns the new place; the old one leads to it.

    Raises NotFound, NotAllowed to others than officers, Invalid for the reason or the batch, NotInBatch, BatchOver,
    BatchFull.
    """
    was = fetch(Enrolment.objects.visible_to(by), enrolment_id)
    require_officer(by)
    both = Batch.objects.visible_to(by).exclude(phase=None).filter(pk__in=[was.batch_id, batch_id])
    locked = {each.pk: each for each in both.order_by("pk").select_for_update(no_key=True)}
    place, reason = lock_place(by, enrolment_id), clean_reason(reason)
    if batch_id not in locked:
        raise NotFound
    batch = Batch.objects.select_related("topic", "district").get(pk=batch_id)
    if batch_id == place.batch_id:
        raise Invalid(errors={"batch": [_("Choose another batch than the one that they are in.")]})
    _require_in_batch(place)
    _require_running(batch)
    seat = lowest_seat(batch)
    move(place, State.TRANSFERRED, by=by, reason=reason)
    new = _moved(place, batch, seat, by, reason)
    move_project(place, new)
    moved = events.TraineeMoved(**facts(batch), was=place.batch.code, reason=Written(by, reason), seat=seat)
    _tell(new, moved, by)
    offer_next(place.batch)
    return new


def _moved(place: Enrolment, batch: Batch, seat: int, by: User, reason: str) -> Enrolment:
    names = {"name_en": place.name_en, "name_bn": place.name_bn, "trainee": place.trainee}
    new = Enrolment(batch=batch, application=place.application, state=State.ACCEPTED, seat=seat, **names)
    new.moved_from, new.offered_at = place, clock.now()
    with seating(batch):
        new.save(force_insert=True)
    EnrolmentChange.objects.create(enrolment=new, state=new.state, by=by, at=clock.now(), reason=reason)
    return new


def _tell(place: Enrolment, event: Event, by: User) -> None:
    """The trainee, and the trainers who see somebody new."""
    emit(event, on=place, by=by, to=[place.trainee])
    assert place.seat is not None  # noqa: S101  # for mypy: a trainee has one
    joined = events.TraineeJoined(**facts(place.batch), trainee=place.trainee, seat=place.seat)
    emit(joined, on=place, by=by, to=trainers_of(place.batch), page=place.batch)


@atomic
def complete(*, by: User, enrolment_id: int) -> Enrolment:
    """The trainee has completed the course: the place is theirs for good. Repeated, nothing changes.

    Raises NotFound, NotAllowed to others than officers, NotInBatch, BatchStillRuns.
    """
    place = lock_place(by, enrolment_id)
    require_officer(by)
    if place.state == State.COMPLETED:
        return place
    _require_in_batch(place)
    if not is_at_end(place.batch):
        raise BatchStillRuns(batch=place.batch.code)
    move(place, State.COMPLETED, by=by)
    emit(events.PlaceCompleted(**facts(place.batch)), on=place, by=by)
    return place


@atomic
def give_up_places(*, by: User) -> None:
    """Of an account that is closed: an offer is declined, and the trainee leaves the batch. Nobody is told who."""
    for state, then in ((State.OFFERED, State.DECLINED), (State.ACCEPTED, State.DROPPED_OUT)):
        for row in Enrolment.objects.filter(trainee=by, state=state):
            place = lock_place(by, row.pk)
            if place.state == state:
                move(place, then, by=by)
                emit(events.PlaceDeclined(**facts(place.batch)), on=place, by=by)
                offer_next(place.batch)


def _require_in_batch(place: Enrolment) -> None:
    if place.state != State.ACCEPTED:
        raise NotInBatch(state=place.get_state_display())


def _require_running(batch: Batch) -> None:
    if is_over(batch):
        raise BatchOver(batch=batch.code)
