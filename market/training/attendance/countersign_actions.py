"""A trainee who was there confirms the roll of a face-to-face class: on an own device, or by card on the trainer's.

Locks: the class, as calling its roll does.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.limits import spend
from market.training.attendance.cards import holder_of
from market.training.attendance.models import Value
from market.training.attendance.roll_queries import is_open
from market.training.classes.adding_actions import taught_class, teaches
from market.training.models import AttendanceMark, ClassSession, Countersignature, Enrolment

CARD_TRIES, PER = 60, timedelta(hours=1)
THERE = (Value.PRESENT, Value.LATE)


class NothingToCountersign(DomainError):
    """A live class, no roll yet, or too late."""

    help = "programme#attendance"
    code = "nothing_to_countersign"
    sentence = _("Only the roll of a face-to-face class is confirmed by a trainee, once it is called.")


class NotMarkedPresent(DomainError):
    help = "programme#attendance"
    code = "not_marked_present"
    sentence = _("Only who is marked as present or late can confirm the roll.")


class WrongCard(Invalid):
    help = "programme#attendance"
    code = "wrong_card"
    sentence = _("This is not the card of a trainee of this batch.")


def read_card(*, by: User, session_id: int, card: str) -> Enrolment:
    """Whose card it is, for the trainers of the class.

    Raises NotFound, NotAllowed to others, WrongCard, TooMany: short codes can be guessed, so tries are counted.
    """
    session = taught_class(by, session_id)
    spend("cards", by.pk, times=CARD_TRIES, per=PER)
    holder = holder_of(session.batch, card)
    if holder is None:
        raise WrongCard
    return holder


def countersign(*, by: User, session_id: int, card: str = "") -> Countersignature:
    """Confirm that the roll is as it was: for the user, or with `card` for who holds it. Again it changes nothing.

    Raises NotFound, NotAllowed to others than trainees of the batch (with `card`: than its trainers) and to who called
    it last, WrongCard, TooMany, NothingToCountersign, NotMarkedPresent.
    """
    holder = read_card(by=by, session_id=session_id, card=card) if card else None
    return _countersign(by, session_id, holder)


@atomic
def _countersign(by: User, session_id: int, holder: Enrolment | None) -> Countersignature:
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    if holder is not None and not teaches(by, session):
        raise NotAllowed
    own = Enrolment.objects.studying().filter(batch=session.batch_id, trainee=by)
    place = holder or own.first()
    if place is None:
        raise NotAllowed
    last = session.marks.filter(source=AttendanceMark.Source.ROLL).last()
    if session.is_online or last is None or not is_open(session):
        raise NothingToCountersign
    if place.trainee_id == last.by_id:
        raise NotAllowed
    if not session.attendance.filter(enrolment=place, roll__in=THERE).exists():
        raise NotMarkedPresent
    way = Countersignature.Way.OWN if holder is None else Countersignature.Way.CARD
    columns = {"way": way, "by": by, "at": clock.now()}
    of_roll = {"session": session, "enrolment": place, "last_mark": last}
    row, is_new = Countersignature.objects.get_or_create(**of_roll, defaults=columns)
    if is_new:
        audit("class.roll_countersigned", by=by, on=session, batch=session.batch.code, way=way)
    return row
