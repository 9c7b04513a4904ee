"""Seats are offered, answered in time or lost; the waiting list moves by itself."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, NotAllowed, require_length
from market.core.base.events import emit, emit_each
from market.core.base.jobs import defer
from market.core.base.payloads import HomeTime
from market.core.text.bangla import nfc
from market.training.classes.actions import REASON_LENGTH
from market.training.classes.people import trainers_of
from market.training.enrolments import events, terms
from market.training.enrolments.queries import able, courses, free_seats, unplaced, waiting_list
from market.training.enrolments.seat_actions import facts, lock_place, move, seating
from market.training.models import (
    Application,
    Batch,
    EarlierCertificate,
    Enrolment,
    EnrolmentChange,
    Selection,
    SelectionPlace,
)

State = Enrolment.State


class OfferOver(DomainError):
    """Answered already, or too late: the next on the waiting list has the seat, or gets it."""

    help = "programme#places"
    code = "offer_over"
    sentence = _(
        "This place is not offered to you any more: it was answered, or the time to answer is over and it goes to the "
        "next on the waiting list."
    )


def offer_published(*, selection_id: int) -> None:
    """Offer the seats of a published selection, then have the others told. Run twice, it does nothing twice."""
    selection = Selection.objects.filter(pk=selection_id, state=Selection.State.PUBLISHED).first()
    if selection is not None:
        offer_seats(selection=selection)
        defer("market.training.tasks.tell_results", selection_id=selection.pk)


def offer_seats(*, selection: Selection) -> list[Enrolment]:
    """Offer a seat to everybody whom a published selection gave one; seats that nobody can take go to the waiting list.

    Each batch is a transaction of its own. Returns what was offered to the selected. Called twice, or again after it
    ended early, it offers nothing twice.
    """
    batches = list(Batch.objects.filter(phase=selection.phase_id).order_by("pk"))
    offered = [place for batch in batches for place in _offer_drawn(selection, batch)]
    for batch in batches:
        offer_next(batch)
    return offered


@atomic
def _offer_drawn(selection: Selection, batch: Batch) -> list[Enrolment]:
    batch = lock(Batch.objects.select_related("topic", "district", "phase"), batch.pk)
    drawn = SelectionPlace.objects.filter(selection=selection, outcome=SelectionPlace.Outcome.SEAT, batch=batch)
    selected = [each.application for each in _with_application(able(drawn).order_by("rank"))]
    _lock_people(selected)
    free = set(unplaced(able(drawn)).values_list("application", flat=True))
    return _offer(batch, [each for each in selected if each.pk in free])


def _with_application(rows: QuerySet[SelectionPlace]) -> QuerySet[SelectionPlace]:
    return rows.select_related("application__applicant__news_settings", "application__certificate")


def _lock_people(applications: Iterable[Application]) -> None:
    """None of them gets another place meanwhile, with another account neither: that one has the same certificate."""
    rows = list(applications)
    people = User.objects.filter(pk__in={each.applicant_id for each in rows})
    held = EarlierCertificate.objects.filter(pk__in={each.certificate_id for each in rows if each.certificate_id})
    for each in (people, held):
        list(each.order_by("pk").select_for_update(no_key=True).values_list("pk"))


@atomic
def offer_next(batch: Batch) -> list[Enrolment]:
    """Offer the free seats of a batch to the next of its waiting list, until one of its first live classes is near."""
    batch = lock(Batch.objects.select_related("topic", "district", "phase"), batch.pk)
    count = len(free_seats(batch))
    if not count or terms.is_too_late(batch):
        return []
    return _offer(batch, _next_in_line(batch, count))


def _next_in_line(batch: Batch, count: int) -> list[Application]:
    """The next so many of the waiting list. They are locked, so that no other batch offers them a seat."""
    locked: set[int] = set()
    while True:
        applications = [each.application for each in _with_application(waiting_list(batch))[:count]]
        others = [each for each in applications if each.pk not in locked]
        if not others:
            return applications
        _lock_people(others)
        locked |= {each.pk for each in others}


def _offer(batch: Batch, applications: Iterable[Application]) -> list[Enrolment]:
    """Places for these applicants, as far as seats are free; none once the batch has begun too long ago."""
    if terms.is_too_late(batch):
        return []
    now = clock.now()
    due = min(terms.answer_due_at(now), terms.offers_until(batch))
    places = [_place(batch, each, seat) for each, seat in zip(applications, free_seats(batch), strict=False)]
    for place in places:
        place.offered_at, place.answer_due_at, place.remind_at = now, due, terms.reminder_at(due, after=now)
    with seating(batch):
        Enrolment.objects.bulk_create(places)
    EnrolmentChange.objects.bulk_create(EnrolmentChange(enrolment=each, state=each.state, at=now) for each in places)
    emit_each(
        events.PlaceOffered(**facts(batch), due=HomeTime(due)), by=None, to=[(each, each.trainee) for each in places]
    )
    courses.clear_now_and_on_commit()
    return places


def _place(batch: Batch, application: Application, seat: int) -> Enrolment:
    """Named as on the earlier certificate."""
    earlier, applicant = application.certificate, application.applicant
    names = {"name_en": earlier.name_en, "name_bn": earlier.name_bn} if earlier else {"name_en": applicant.name}
    return Enrolment(batch=batch, trainee=applicant, application=application, seat=seat, **names)


@atomic
def accept_place(*, by: User, enrolment_id: int) -> Enrolment:
    """Take the seat that is offered; taken already, nothing changes.

    Raises NotFound to strangers, NotAllowed to officers, OfferOver.
    """
    place = _lock_own(by, enrolment_id)
    if place.state == State.ACCEPTED:
        return place
    _require_open(place)
    move(place, State.ACCEPTED, by=by)
    assert place.seat is not None  # noqa: S101  # for mypy: an offer has one
    emit(events.PlaceAccepted(**facts(place.batch), seat=place.seat), on=place, by=by, to=[by])
    if place.batch.sessions.planned().filter(starts_at__lte=clock.now()).exists():
        joined = events.TraineeJoined(**facts(place.batch), trainee=by, seat=place.seat)
        emit(joined, on=place, by=by, to=trainers_of(place.batch), page=place.batch)
    return place


@atomic
def decline_place(*, by: User, enrolment_id: int, reason: str = "") -> Enrolment:
    """Leave the seat that is offered to the next on the waiting list.

    Raises NotFound to strangers, NotAllowed to officers, OfferOver, Invalid for a reason that is too long.
    """
    place = _lock_own(by, enrolment_id)
    reason = nfc(reason).strip()
    require_length("reason", reason, REASON_LENGTH)
    _require_open(place)
    move(place, State.DECLINED, by=by, reason=reason)
    emit(events.PlaceDeclined(**facts(place.batch)), on=place, by=by)
    offer_next(place.batch)
    return place


def _lock_own(by: User, enrolment_id: int) -> Enrolment:
    place = lock_place(by, enrolment_id)
    if place.trainee_id != by.pk:
        raise NotAllowed
    return place


def _require_open(place: Enrolment) -> None:
    if place.state != State.OFFERED or place.answer_due_at is None or place.answer_due_at <= clock.now():
        raise OfferOver


@atomic
def lapse_place(*, enrolment_id: int) -> None:
    """The time to answer is over: the seat goes to the next on the waiting list."""
    place = _lock_offered(enrolment_id)
    if place is None or place.answer_due_at is None or place.answer_due_at > clock.now():
        return
    move(place, State.LAPSED, by=None)
    emit(events.PlaceLapsed(**facts(place.batch)), on=place, by=None, to=[place.trainee])
    offer_next(place.batch)


@atomic
def remind_of_place(*, enrolment_id: int) -> None:
    """Remind the applicant of a place that waits for an answer."""
    place, now = _lock_offered(enrolment_id), clock.now()
    if place is None or place.remind_at is None or place.remind_at > now or place.answer_due_at is None:
        return
    place.remind_at = terms.reminder_at(place.answer_due_at, after=now)
    place.save(update_fields=["remind_at"])
    if place.answer_due_at > now:
        due = events.PlaceDue(**facts(place.batch), due=HomeTime(place.answer_due_at))
        emit(due, on=place, by=None, to=[place.trainee])


def _lock_offered(enrolment_id: int) -> Enrolment | None:
    rows = Enrolment.objects.filter(state=State.OFFERED).select_related("batch__topic", "batch__district", "trainee")
    batch_id = rows.filter(pk=enrolment_id).values_list("batch", flat=True).first()
    if batch_id is None:
        return None
    lock(Batch.objects.all(), batch_id)
    return rows.filter(pk=enrolment_id).select_for_update(of=("self",), no_key=True).first()
