"""Seats: taking one, giving one up, and what is written of it. Whoever calls this has locked the batch.

Locks: batches by their key, then places, accounts, earlier certificates. The unique indexes of places are the last
guard.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError
from market.training.enrolments.queries import courses, free_seats
from market.training.models import Batch, Enrolment, EnrolmentChange

RELATED = ("batch__topic", "batch__district", "trainee")


class BatchFull(DomainError):
    """All seats are taken, or offered to somebody."""

    help = "programme#places"
    code = "batch_full"
    sentence = _("All %(seats)s seats of batch %(batch)s are taken or offered already. Nothing has changed.")


class PlacedAlready(DomainError):
    """A user has one place at a time."""

    help = "programme#places"
    code = "placed_already"
    sentence = _("This person has another place already. Nothing has changed.")


def lock_place(by: User, enrolment_id: int) -> Enrolment:
    """A place that the user may see, locked after its batch. Raises NotFound."""
    rows = Enrolment.objects.visible_to(by)
    lock(Batch.objects.all(), fetch(rows, enrolment_id).batch_id)
    return lock(rows.select_related(*RELATED), enrolment_id)


def lowest_seat(batch: Batch) -> int:
    """The seat that the next one gets. Raises BatchFull."""
    seats = free_seats(batch)
    if not seats:
        raise full(batch)
    return seats[0]


def full(batch: Batch) -> BatchFull:
    """The refusal of who comes too late."""
    return BatchFull(seats=batch.seats, batch=batch.code)


@contextmanager
def seating(batch: Batch) -> Iterator[None]:
    """What is written here takes a seat of the batch. Raises BatchFull or PlacedAlready if the database refuses."""
    try:
        with atomic():
            yield
    except IntegrityError as refused:
        if "one_seat_each" in str(refused):
            raise full(batch) from refused
        if "one_place_at_a_time" in str(refused):
            raise PlacedAlready from refused
        raise


def move(
    place: Enrolment, state: Enrolment.State, *, by: User | None, reason: str = "", seat: int | None = None
) -> None:
    """Bring a place into a state, and write down who did it and why. Who keeps the seat needs no new one."""
    keeps = state in Enrolment.SEATED
    place.state, place.seat = state, (seat or place.seat) if keeps else None
    place.answer_due_at = place.remind_at = None
    place.ended_at = None if state == Enrolment.State.ACCEPTED else clock.now()
    place.save(update_fields=["state", "seat", "answer_due_at", "remind_at", "ended_at"])
    EnrolmentChange.objects.create(enrolment=place, state=state, by=by, at=clock.now(), reason=reason)
    courses.clear_now_and_on_commit()


def facts(batch: Batch) -> dict[str, Any]:
    """What every event of a place says of its batch."""
    return {
        "batch": batch.code,
        "topic": {"en": batch.topic.name_en, "bn": batch.topic.name_bn},
        "district": {"en": batch.district.name_en, "bn": batch.district.name_bn},
    }
