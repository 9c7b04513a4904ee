"""Classes are moved, cancelled and changed; whole calendars move. Everybody of the batch is told.

A class that has begun stays as it is. Locks: batch, class, then whom and what it needs (`bookings`).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import Event, emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.training.certificates.actions import require_officer
from market.training.classes import events
from market.training.classes.bookings import booked, booking_of
from market.training.classes.models import class_name
from market.training.classes.people import people_of
from market.training.classes.reminders import BEFORE, set_reminders
from market.training.models import Batch, ClassMove, ClassSession, Venue
from market.training.periods.queries import special_days
from market.training.plans.calendar import Hours, Slot, make_calendar
from market.training.rooms.hosts import require_allowed

REASON_LENGTH = 500
FARTHEST = timedelta(days=730)


class ClassOver(DomainError):
    """The class has begun, or is over: it is history now."""

    help = "programme#calendar"
    code = "class_over"
    sentence = _("This class has begun already, so it cannot be changed any more.")


class ClassIsCancelled(DomainError):
    help = "programme#calendar"
    code = "class_cancelled"
    sentence = _("This class is cancelled already.")


class NothingToMove(DomainError):
    """No class of the batch is still to come."""

    help = "programme#calendar"
    code = "nothing_to_move"
    sentence = _("No class of this batch is still to come.")


def may_change(user: User, batch: Batch) -> bool:
    """Whether the user may move and cancel the batch's classes: officers, and its lead trainer."""
    return user.has_own_role(User.Role.OFFICER) or (
        batch.trainer_id == user.pk and user.has_own_role(User.Role.TRAINER)
    )


def may_describe(user: User, session: ClassSession) -> bool:
    """Whether the user may set its title and its live room: who gives it too."""
    return may_change(user, session.batch) or session.trainer_id == user.pk


@atomic
def move_class(*, by: User, session_id: int, starts_at: datetime, reason: str) -> ClassSession:
    """Give a class another time; a cancelled one takes place then. It stays as long as it was.

    Raises NotFound, NotAllowed to others than officers and the lead trainer, ClassOver, Invalid, DoubleBooked.
    """
    session = _lock_session(by, session_id)
    reason = clean_reason(reason)
    if not session.is_cancelled and session.starts_at <= clock.now():
        raise ClassOver
    if not clock.now() < starts_at < clock.now() + FARTHEST:
        raise Invalid(errors={"starts_at": [_("Choose a time from now on, within two years.")]})
    was, was_cancelled = session.starts_at, session.is_cancelled
    if starts_at == was and not was_cancelled:
        raise Invalid(errors={"starts_at": [_("This is the time that the class has.")]})
    ends_at = starts_at + (session.ends_at - session.starts_at)
    with booked([booking_of(session, starts_at=starts_at, ends_at=ends_at)]):
        session.starts_at, session.ends_at, session.state = starts_at, ends_at, ClassSession.State.PLANNED
        set_reminders(session)
        session.save(update_fields=["starts_at", "ends_at", "state", *BEFORE])
    _note_move(session, by, reason, was=None if was_cancelled else was, at=starts_at)
    _set_days(session.batch)
    batch, named, why = session.batch.code, _named(session), Written(by, reason)
    event: Event = events.ClassMoved(batch=batch, session=named, was=was, at=starts_at, reason=why)
    if was_cancelled:
        event = events.ClassPlannedAgain(batch=batch, session=named, at=starts_at, reason=why)
    emit(event, on=session, by=by, to=_others(session.batch, by))
    return session


@atomic
def cancel_class(*, by: User, session_id: int, reason: str) -> ClassSession:
    """Cancel a class: its number stays, and moving it lets it take place after all.

    Raises NotFound, NotAllowed to others than officers and the lead trainer, ClassIsCancelled, ClassOver, Invalid.
    """
    session = _lock_session(by, session_id)
    reason = clean_reason(reason)
    if session.is_cancelled:
        raise ClassIsCancelled
    if session.starts_at <= clock.now():
        raise ClassOver
    session.state = ClassSession.State.CANCELLED
    set_reminders(session)
    session.save(update_fields=["state", *BEFORE])
    _note_move(session, by, reason, was=session.starts_at, at=None)
    _set_days(session.batch)
    cancelled = events.ClassCancelled(
        batch=session.batch.code, session=_named(session), at=session.starts_at, reason=Written(by, reason)
    )
    emit(cancelled, on=session, by=by, to=_others(session.batch, by))
    return session


@atomic
def describe_class(
    *, by: User, session_id: int, title_en: str = "", title_bn: str = "", room: str = ""
) -> ClassSession:
    """Set what a class is about and the address of its live room.

    Raises NotFound, NotAllowed to other trainers than the lead one and who gives it, ClassOver, Invalid.
    """
    session = _lock_visible(by, session_id)
    if not may_describe(by, session):
        raise NotAllowed
    if session.ends_at <= clock.now():
        raise ClassOver
    titles = {"title_en": nfc(title_en).strip(), "title_bn": nfc(title_bn).strip()}
    for field, title in titles.items():
        require_length(field, title, 160)
    room = room.strip()
    if room and not session.is_online:
        raise Invalid(errors={"room": [_("A face-to-face class has no live room.")]})
    if room and room != session.room:
        require_allowed(room, "room")
    session.title_en, session.title_bn, session.room = titles["title_en"], titles["title_bn"], room
    session.save(update_fields=["title_en", "title_bn", "room"])
    described = events.ClassDescribed(batch=session.batch.code)
    emit(described, on=session, by=by)
    return session


@atomic
def assign_class(*, by: User, session_id: int, trainer: User | None, venue: Venue | None) -> ClassSession:
    """Set who gives a class, and where a face-to-face one is.

    Raises NotFound, NotAllowed to others than officers and the lead trainer, ClassOver, Invalid, DoubleBooked.
    """
    session = _lock_session(by, session_id)
    if session.starts_at <= clock.now():
        raise ClassOver
    _check_assigned(session, trainer, venue)
    before = people_of(session.batch)
    columns = {"trainer_id": trainer.pk if trainer else None, "venue_id": venue.pk if venue else None}
    if columns == {"trainer_id": session.trainer_id, "venue_id": session.venue_id}:
        return session
    with booked([] if session.is_cancelled else [booking_of(session, **columns)], field="trainer"):
        session.trainer, session.venue = trainer, venue
        session.save(update_fields=["trainer", "venue"])
    changed = events.ClassChanged(batch=session.batch.code, session=_named(session), at=session.starts_at)
    people = {each.pk: each for each in (*before, *people_of(session.batch)) if each.pk != by.pk}
    emit(changed, on=session, by=by, to=people.values())
    return session


def _check_assigned(session: ClassSession, trainer: User | None, venue: Venue | None) -> None:
    if trainer is not None and not (trainer.has_own_role(User.Role.TRAINER) and trainer.is_active):
        raise Invalid(errors={"trainer": [_("This person is no trainer.")]})
    if venue is not None and session.is_online:
        raise Invalid(errors={"venue": [_("A live class has no place.")]})
    if venue is not None and venue.district_id != session.batch.district_id:
        raise Invalid(errors={"venue": [_("This place is in another district.")]})


@atomic
def move_calendar(
    *, by: User, batch_id: int, first_day: date, reason: str, hours: Mapping[str, time | None] | None = None
) -> Batch:
    """Plan the classes of a batch that are still to come anew, by the rule, from another day on; not cancelled ones.

    `hours`: new ones of the batch, by its columns; None for the template's.

    Raises NotAllowed to others than officers, NotFound, NothingToMove, Invalid, NoRoomInCalendar, DoubleBooked.
    """
    require_officer(by)
    batch = lock(Batch.objects.exclude(phase=None), batch_id)
    reason = clean_reason(reason)
    today = clock.local(clock.now()).date()
    if not today < first_day <= today + FARTHEST:
        raise Invalid(errors={"first_day": [_("Choose a day from tomorrow on, within two years.")]})
    rows = batch.sessions.planned().filter(starts_at__gt=clock.now()).select_related("batch")
    sessions = {(each.kind, each.number): each for each in rows.order_by("kind", "number")}
    if not sessions:
        raise NothingToMove
    numbers: dict[str, list[int]] = defaultdict(list)
    for kind, number in sessions:
        numbers[kind].append(number)
    assert batch.phase is not None  # noqa: S101  # for mypy: see the rows above
    for column, at in (hours or {}).items():
        setattr(batch, column, at)
    own = Hours(batch.class_at, batch.in_person_at)
    calendar = make_calendar(batch.phase.template, first_day, special_days(first_day), numbers, own)
    moves = [(sessions[slot.kind, slot.number], slot) for slot in calendar.slots]
    _save_moves(by, moves, reason)
    batch.ended_on = calendar.last_day
    batch.save(update_fields=["class_at", "in_person_at"])
    _set_days(batch)
    moved = events.CalendarMoved(batch=batch.code, first_day=first_day, count=len(moves), reason=Written(by, reason))
    emit(moved, on=batch, by=by, to=_others(batch, by))
    return batch


def _save_moves(by: User, moves: list[tuple[ClassSession, Slot]], reason: str) -> None:
    with booked(
        [booking_of(each, starts_at=slot.starts_at, ends_at=slot.ends_at) for each, slot in moves], field="first_day"
    ):
        history = []
        for session, slot in moves:
            if session.starts_at != slot.starts_at:
                now = {"moved_by": by, "moved_at": clock.now(), "reason": reason}
                history.append(ClassMove(session=session, was_at=session.starts_at, is_at=slot.starts_at, **now))
            session.starts_at, session.ends_at = slot.starts_at, slot.ends_at
            set_reminders(session)
        ClassSession.objects.bulk_update([each for each, _slot in moves], ["starts_at", "ends_at", *BEFORE])
        ClassMove.objects.bulk_create(history)


def clean_reason(reason: str) -> str:
    """The reason that everybody concerned reads. Raises Invalid without one."""
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say why, in a sentence.")]})
    require_length("reason", reason, REASON_LENGTH)
    return reason


def _lock_visible(by: User, session_id: int) -> ClassSession:
    rows = ClassSession.objects.visible_to(by)
    batch_id = fetch(rows, session_id).batch_id
    lock(Batch.objects.all(), batch_id)
    return lock(rows.select_related("batch"), session_id)


def _lock_session(by: User, session_id: int) -> ClassSession:
    session = _lock_visible(by, session_id)
    if not may_change(by, session.batch):
        raise NotAllowed
    return session


def _named(session: ClassSession) -> dict[str, str]:
    return by_language(lambda: class_name(session.kind, session.number))


def _others(batch: Batch, by: User) -> list[User]:
    return [each for each in people_of(batch) if each.pk != by.pk]


def _set_days(batch: Batch) -> None:
    """A batch begins with its first class, and does not end before its last one."""
    days = [clock.local(at).date() for at in batch.sessions.planned().values_list("starts_at", flat=True)]
    if days:
        batch.started_on, batch.ended_on = min(days), max(*days, batch.ended_on)
        batch.save(update_fields=["started_on", "ended_on"])


def _note_move(session: ClassSession, by: User, reason: str, *, was: datetime | None, at: datetime | None) -> None:
    columns = {"was_at": was, "is_at": at, "moved_by": by, "moved_at": clock.now(), "reason": reason}
    ClassMove.objects.create(session=session, **columns)
