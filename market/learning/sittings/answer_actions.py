"""Answers of a sitting: only added, each once, in whatever order and however late a bad line brings them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from market.accounts.models import User
from market.core.base import limits
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, NotFound
from market.core.base.prepared import Each, prepared
from market.learning.questions.marking import share_right
from market.learning.questions.models import Question
from market.learning.sittings import refusals
from market.learning.sittings.contact_actions import measure_again, note_contact
from market.learning.sittings.file_answer_actions import attach_files, require_file_answer
from market.learning.sittings.models import Sitting, SittingAnswer, SittingDevice

MOST_AT_ONCE = 100
ANSWERS_PER_DAY = 3000
SKEW = timedelta(seconds=60)  # by which a device's clock may be ahead without a word
Outside = SittingAnswer.Outside


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer as a device sends it: its number on the device, and when it was made, by the server's clock as the
    device knows it (None: now). The answer None says that the question is left open."""

    number: int
    question: int
    answer: Any
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an answer. Stored ones are never lost; `sentence` says what else there is, "" for nothing.
    `is_used`: its number is that of another answer, so it has to come under a new one."""

    number: int
    is_stored: bool
    sentence: str | Promise = ""
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of the answers of a request: receipts, how the sitting stands now, whether the device that sent them
    is the one that goes on, and its next number."""

    receipts: list[Receipt]
    sitting: Sitting
    is_current: bool
    next_number: int


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What decides about the answers of a request."""

    by: User
    sitting: Sitting
    device: SittingDevice
    now: datetime
    questions: dict[int, Question]
    stored: dict[int, SittingAnswer]


@prepared
def _locked_sitting(user: User, sitting_id: int) -> QuerySet[Sitting]:
    """One of the user's with its exam, locked until the transaction ends; nothing if it is not theirs."""
    rows = Sitting.objects.of(user).filter(pk=sitting_id).select_related("exam")
    return rows.select_for_update(of=("self",), no_key=True)


@prepared
def _device_with_last_number(sitting: Sitting, number: int) -> QuerySet[SittingDevice]:
    """The device of this number, with `last_number`, that of its last answer."""
    last = SittingAnswer.objects.filter(device=OuterRef("pk")).order_by("-number").values("number")[:1]
    return SittingDevice.objects.filter(sitting=sitting, number=number).annotate(last_number=Subquery(last))


@prepared
def _stored_answers(device: SittingDevice, numbers: list[int]) -> QuerySet[SittingAnswer]:
    """Those of a device that have one of these numbers."""
    return SittingAnswer.objects.filter(device=device, number__in=Each(numbers))


@prepared
def _questions_of(ids: list[int]) -> QuerySet[Question]:
    """The questions of these ids."""
    return Question.objects.filter(pk__in=Each(ids))


@atomic
def store_answers(
    *, by: User, sitting_id: int, device: int, key: UUID | None, answers: Sequence[SentAnswer]
) -> Arrived:
    """Store what a device sends, and return what became of it, with a receipt for each. What was stored before is not
    stored again; a wrong answer holds up none of the others. `key` is what the device made for itself.

    Raises NotFound, NoSuchDevice, OnOtherDevice for another key, SittingOver once the grace is over, Invalid for too
    many at once, TooMany.
    """
    if len(answers) > MOST_AT_ONCE:
        raise Invalid(errors={"answers": [refusals.TOO_MANY_AT_ONCE % {"most": MOST_AT_ONCE}]})
    sitting = next(iter(_locked_sitting(by, sitting_id)), None)
    if sitting is None:
        raise NotFound
    if sitting.exam.released_at is not None or sitting.is_final:
        raise refusals.SittingOver
    row = _device(sitting, device, key)
    numbers = {each.number for each in answers}
    stored = {each.number: each for each in _stored_answers(row, list(numbers))}
    fresh_count = len(numbers - stored.keys())
    limits.spend("exam_answers", by.pk, times=ANSWERS_PER_DAY, per=timedelta(days=1), amount=fresh_count)
    wanted, seen_at = {each.question for each in answers} & set(sitting.paper), sitting.seen_at
    questions = {each.pk: each for each in _questions_of(list(wanted))}
    arrival = _Arrival(by, sitting, row, note_contact(sitting), questions, stored)
    fresh: list[SittingAnswer] = []
    receipts = [_receive(arrival, each, fresh) for each in answers]
    attach_files(SittingAnswer.objects.bulk_create(fresh))
    measure_again(sitting, [each.answered_at for each in fresh if each.answered_at < seen_at])
    last = max([row.last_number or 0, *(each.number for each in fresh)])
    return Arrived(receipts, sitting, row.ended_at is None, last + 1)


def _device(sitting: Sitting, number: int, key: UUID | None) -> Any:
    """The device of this number and key, with `last_number`, that of its last answer."""
    row = next(iter(_device_with_last_number(sitting, number)), None)
    if row is None:
        raise refusals.NoSuchDevice
    if row.key != key:
        raise refusals.OnOtherDevice
    return row


def _receive(arrival: _Arrival, sent: SentAnswer, fresh: list[SittingAnswer]) -> Receipt:
    question, before = arrival.questions.get(sent.question), arrival.stored.get(sent.number)
    if before is not None:
        is_same = (before.question_id, before.answer) == (sent.question, sent.answer)
        return Receipt(sent.number, is_same, "" if is_same else refusals.NUMBER_USED, is_used=not is_same)
    if question is None:
        return Receipt(sent.number, False, refusals.NOT_IN_PAPER)
    try:
        _require_answer(arrival.by, question, sent.answer)
    except Invalid as wrong:
        return Receipt(sent.number, False, str(wrong.errors["answer"][0]))
    row = _row(arrival, sent)
    arrival.stored[sent.number] = row
    fresh.append(row)
    if row.outside:
        return Receipt(
            sent.number, True, refusals.AFTER_END if row.outside == Outside.AFTER_END else refusals.OTHER_DEVICE
        )
    is_ahead = sent.answered_at is not None and sent.answered_at > arrival.now + SKEW
    return Receipt(sent.number, True, refusals.FROM_FUTURE if is_ahead else "")


def _require_answer(by: User, question: Question, answer: Any) -> None:
    if answer is not None and question.kind == Question.Kind.FILE:
        require_file_answer(by, answer)
    elif answer is not None:
        share_right(question.kind, question.body, answer)


def _row(arrival: _Arrival, sent: SentAnswer) -> SittingAnswer:
    sitting, device, now = arrival.sitting, arrival.device, arrival.now
    at = min(max(sent.answered_at or now, device.begun_at), now)
    outside = ""
    if at > sitting.end:
        outside = Outside.AFTER_END
    elif device.ended_at is not None and at > device.ended_at:
        outside = Outside.OTHER_DEVICE
    return SittingAnswer(
        sitting=sitting,
        device=device,
        number=sent.number,
        question_id=sent.question,
        answer=sent.answer,
        answered_at=at,
        received_at=now,
        is_late=now > sitting.end,
        outside=outside,
    )


def next_number(device: SittingDevice) -> int:
    """The number of the next answer on a device."""
    return (SittingAnswer.objects.filter(device=device).aggregate(last=Max("number"))["last"] or 0) + 1


@atomic
def answer_now(*, by: User, sitting_id: int, device_key: UUID, question: int, answer: Any) -> Receipt:
    """Answer one question by a plain form: without a number of the device, so the next one is taken. Sent twice it is
    the same answer twice. Raises as `store_answers`, OnOtherDevice, and Invalid for what is not stored.
    """
    sitting = lock(Sitting.objects.of(by), sitting_id)
    device = sitting.current_device
    if device.key != device_key:
        raise refusals.OnOtherDevice
    sent = SentAnswer(next_number(device), question, answer)
    arrived = store_answers(by=by, sitting_id=sitting_id, device=device.number, key=device_key, answers=[sent])
    receipt = arrived.receipts[0]
    if not receipt.is_stored:
        raise Invalid(errors={"answer": [receipt.sentence]})
    return receipt
