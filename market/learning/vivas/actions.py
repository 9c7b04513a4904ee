"""Calling somebody to talk about a paper, and saying what came of it.

Locks: exam, sitting, viva.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid, require_length
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.core.text.bangla import nfc
from market.core.text.formats import format_when
from market.core.text.locale import language
from market.learning.exams.actions import ROLES, WITHIN_A_YEAR, ExamBegun, is_within_a_year
from market.learning.exams.models import REASON_LENGTH, Exam
from market.learning.marking.refusals import SittingNotOver
from market.learning.sittings.events import facts_of
from market.learning.sittings.models import Sitting
from market.learning.vivas import events
from market.learning.vivas.models import PLACE_LENGTH, Viva
from market.learning.vivas.refusals import OwnViva, VivaDecided, VivaToCome

VOIDING = act_of_two("void_paper", *ROLES)


@atomic
def call_viva(*, by: User, sitting_id: int, at: datetime, place: str, reason: str) -> Viva:
    """Ask somebody to come and talk about a paper that is over, before the results are out; again, it is another time.

    Raises NotFound, ExamBegun once the results are out or the exam is cancelled, SittingNotOver, VivaDecided, Invalid.
    """
    sitting = _lock_sitting(by, sitting_id)
    if not sitting.is_final:
        raise SittingNotOver
    row = Viva.objects.filter(sitting=sitting).first()
    if row is not None and row.outcome:
        raise VivaDecided
    if not is_within_a_year(at):
        raise Invalid(errors={"at": [WITHIN_A_YEAR]})
    place = nfc(place).strip()
    if not place:
        raise Invalid(errors={"place": [_("Please fill in this field.")]})
    require_length("place", place, PLACE_LENGTH)
    values = {"at": at, "place": place, "reason": written_reason(reason, REASON_LENGTH)}
    called = {"called_by": by, "called_at": clock.now()}
    row, _created = Viva.objects.update_or_create(
        sitting=sitting, defaults=values, create_defaults={**values, **called}
    )
    audit("viva.called", by=by, on=row, at=at.isoformat(), reason=row.reason)
    event = events.VivaCalled(**facts_of(sitting), at=at, place=Written(by, row.place), reason=Written(by, row.reason))
    emit(event, on=sitting, by=by, to=[sitting.user])
    return row


@atomic
def decide_viva(*, by: User, viva_id: int, outcome: str, answer: str) -> Viva:
    """Say whether the paper counts. That it does not is said by another person than who called the viva.

    Raises NotFound, ExamBegun, VivaDecided, VivaToCome, OwnViva, OnePerson, NotInAnEmergency, Invalid.
    """
    rows = Viva.objects.run_by(by)
    sitting = _lock_sitting(by, fetch(rows, viva_id).sitting_id)
    row = lock(rows, viva_id)
    if row.outcome:
        raise VivaDecided
    if outcome not in Viva.Outcome.values:
        raise Invalid(errors={"outcome": [_("Please choose one of these.")]})
    if clock.now() < row.at:
        raise VivaToCome(at=format_when(row.at, language()))
    if outcome == Viva.Outcome.VOID:
        VOIDING.require(by, first=[row.called_by_id], refusal=OwnViva)
    row.outcome, row.answer = outcome, written_reason(answer, REASON_LENGTH)
    row.decided_by, row.decided_at = by, clock.now()
    row.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    audit("viva.decided", by=by, on=row, outcome=outcome, answer=row.answer)
    counts = outcome == Viva.Outcome.COUNTS
    held = events.VivaHeld(**facts_of(sitting), counts=counts, answer=Written(by, row.answer))
    emit(held, on=sitting, by=by, to=[sitting.user])
    return row


def _lock_sitting(by: User, sitting_id: int) -> Sitting:
    """The sitting, of an exam whose results are not out; both are locked, so that nobody releases them meanwhile."""
    rows = Sitting.objects.run_by(by).select_related("user")
    exam = lock(Exam.objects.run_by(by).select_related("course", "batch"), fetch(rows, sitting_id).exam_id)
    if exam.released_at is not None or exam.cancelled_at is not None:
        raise ExamBegun
    sitting = lock(rows, sitting_id)
    sitting.exam = exam
    return sitting
