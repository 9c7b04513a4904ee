"""Marking what the site cannot mark, releasing all results at one instant, and looking at an answer again.

Locks: exam, sitting.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid, NotFound
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.core.text.formats import format_when
from market.core.text.locale import language
from market.learning.badges.actions import tell_of_badge
from market.learning.exams.actions import ExamBegun
from market.learning.exams.models import REASON_LENGTH, Exam
from market.learning.exams.queries import open_beside
from market.learning.marking import refusals
from market.learning.marking.models import Remark, SittingMark
from market.learning.marking.queries import marks_by_stage, result_of, unmarked_of
from market.learning.marking.scoring_actions import score_sittings
from market.learning.marking.stages import Stage, is_near, stage_for
from market.learning.questions.models import Question
from market.learning.sittings import events
from market.learning.sittings.models import Interruption, Sitting
from market.learning.vivas.models import Viva

REMARK = timedelta(days=7)
PLACES = Decimal("0.001")


@atomic
def mark_answer(*, by: User, sitting_id: int, question_id: int, points: Sequence[int], reason: str = "") -> SittingMark:
    """Mark an answer by the question's rubric: so many points for each criterion. It is the mark that the answer waits
    for, or the user's own one anew. Near the pass line all answers of the paper wait for a second person then.

    Raises NotFound, ExamBegun once the results are out, SittingNotOver, MarkedBySomebody, Invalid.
    """
    sitting = _lock_sitting(by, sitting_id)
    if sitting.exam.released_at is not None or sitting.exam.cancelled_at is not None:
        raise ExamBegun
    if not sitting.is_final or sitting.interruptions.waiting().exists():
        raise refusals.SittingNotOver
    question = _question_of(sitting, question_id)
    share = _share(question, points)
    marks = marks_by_stage(sitting.marks.filter(question=question)).get((sitting.pk, question.pk), {})
    stage = stage_for(by, marks, needs_second=sitting.needs_second_marks)
    if stage is None:
        raise refusals.MarkedBySomebody
    values = {"share": share, "points": list(points), "reason": reason.strip()[:REASON_LENGTH], "stage": stage}
    row = SittingMark.objects.create(sitting=sitting, question=question, by=by, at=clock.now(), **values)
    if stage == Stage.FIRST:
        _note_nearness(sitting)
    audit("sitting.marked", by=by, on=sitting, question=question.slug, stage=stage)
    return row


def _share(question: Question, points: Sequence[int]) -> Decimal:
    most: list[int] = [each["points"] for each in question.body.get("criteria", [])]
    if (
        not most
        or len(points) != len(most)
        or any(not 0 <= each <= top for each, top in zip(points, most, strict=False))
    ):
        raise Invalid(errors={"points": [_("Give points for each criterion, at most as many as it has.")]})
    return (Decimal(sum(points)) / sum(most)).quantize(PLACES)


def _note_nearness(sitting: Sitting) -> None:
    """Once each answer has its first mark, say whether the paper is near the pass line. Later marks of the first
    person can only bring it there, so that no second mark is asked for in vain."""
    if sitting.needs_second_marks or unmarked_of([sitting]):
        return
    rows = result_of(sitting)
    points = sum((each.share * each.weight for each in rows), Decimal(0))
    percent = 100 * points / sum(each.weight for each in rows)
    if is_near(percent, sitting.exam.pass_percent):
        sitting.needs_second_marks = True
        sitting.save(update_fields=["needs_second_marks"])


def _lock_sitting(by: User, sitting_id: int) -> Sitting:
    """The sitting, locked, with its exam as it is now: results may be out since somebody waited for the lock."""
    sitting = lock(Sitting.objects.run_by(by).select_related("user"), sitting_id)
    sitting.exam = Exam.objects.select_related("course").get(pk=sitting.exam_id)
    return sitting


def _question_of(sitting: Sitting, question_id: int) -> Question:
    if question_id not in sitting.paper:
        raise NotFound
    return Question.objects.get(pk=question_id)


@atomic
def release_exam(*, by: User, exam_id: int, despite_open: bool = False) -> Exam:
    """All results are out, at one instant; `despite_open`: though others sit an exam with the same questions. Raises
    NotFound, ExamBegun if it is released or cancelled, ExamNotOver, LostTimeWaits, VivasWait, AnswersUnmarked,
    OthersAnswer.
    """
    exam = lock(Exam.objects.run_by(by).select_related("course", "batch"), exam_id)
    if exam.released_at is not None or exam.cancelled_at is not None:
        raise ExamBegun
    sittings = list(exam.sittings.real().select_for_update(of=("self",), no_key=True).select_related("user"))
    for each in sittings:
        each.exam = exam
    _require_over(exam, sittings)
    waiting = Interruption.objects.filter(sitting__in=sittings, state=Interruption.State.WAITING).count()
    if waiting:
        raise refusals.LostTimeWaits(count=waiting)
    if vivas := Viva.objects.waiting().filter(sitting__in=sittings).count():
        raise refusals.VivasWait(count=vivas)
    if unmarked := sum(map(len, unmarked_of(sittings).values())):
        raise refusals.AnswersUnmarked(count=unmarked)
    if not despite_open and open_beside(exam):
        raise refusals.OthersAnswer
    score_sittings(sittings)
    exam.released_at, exam.released_by = clock.now(), by
    exam.save(update_fields=["released_at", "released_by"])
    audit(
        "exam.released", by=by, on=exam, sittings=len(sittings), passed=sum(bool(each.is_passed) for each in sittings)
    )
    signals.exams_decided.send(sender=Exam, user_ids=[each.user_id for each in sittings])
    for each in sittings:
        _tell(each, by)
    return exam


def _require_over(exam: Exam, sittings: Sequence[Sitting]) -> None:
    at = exam.closes_at
    for each in sittings:
        at = max(at, each.end + exam.grace, each.resume_until or at)
    if clock.now() < at:
        raise refusals.ExamNotOver(at=format_when(at, language()))


def _tell(sitting: Sitting, by: User) -> None:
    facts: dict[str, Any] = {"number": sitting.number, "is_passed": bool(sitting.is_passed)}
    emit(events.ResultReleased(**events.facts_of(sitting), **facts), on=sitting, by=by, to=[sitting.user])
    tell_of_badge(by=by, sitting=sitting)


def remark_until(exam: Exam) -> datetime | None:
    """Until when one can ask to look at an answer again; None before the results are out."""
    return None if exam.released_at is None else exam.released_at + REMARK


@atomic
def request_remark(*, by: User, sitting_id: int, question_id: int, reason: str) -> Remark:
    """Ask to look at the mark of an answer again. Raises NotFound, NoRemark, Invalid."""
    sitting = lock(Sitting.objects.of(by).real().select_related("exam__course", "exam__batch"), sitting_id)
    question = _question_of(sitting, question_id)
    until = remark_until(sitting.exam)
    if until is None or clock.now() >= until or sitting.remarks.filter(question=question).exists():
        raise refusals.NoRemark
    values = {"reason": written_reason(reason, REASON_LENGTH), "requested_at": clock.now()}
    row = Remark.objects.create(sitting=sitting, question=question, **values)
    audit("sitting.remark_requested", by=by, on=sitting, question=question.slug)
    emit(events.RemarkRequested(**events.facts_of(sitting)), on=row, by=by, to=events.runners_of(sitting.exam))
    return row


@atomic
def decide_remark(*, by: User, remark_id: int, percent: int | None, answer: str) -> Remark:
    """Say what the answer is worth in per cent, or (None) that its mark stays, with the reason. The result changes at
    once. Not by who marked it. Raises NotFound, OwnMark, RemarkDecided, Invalid.
    """
    rows = Remark.objects.run_by(by)
    sitting = _lock_sitting(by, fetch(rows, remark_id).sitting_id)
    row = lock(rows, remark_id)
    if row.decided_at is not None:
        raise refusals.RemarkDecided
    if sitting.marks.filter(question=row.question_id, by=by).exists():
        raise refusals.OwnMark
    now, was_passed = clock.now(), sitting.is_passed
    row.answer, row.decided_by, row.decided_at = written_reason(answer, REASON_LENGTH), by, now
    row.outcome = Remark.Outcome.STANDS if percent is None else Remark.Outcome.CHANGED
    if percent is not None:
        if not 0 <= percent <= 100:
            raise Invalid(errors={"percent": [_("A number from %(least)s to %(most)s.") % {"least": 0, "most": 100}]})
        share = Decimal(percent) / 100
        values = {"share": share, "stage": Stage.REMARK, "by": by, "at": now}
        SittingMark.objects.create(sitting=sitting, question_id=row.question_id, **values)
        score_sittings([sitting])
        signals.exams_decided.send(sender=Exam, user_ids=[sitting.user_id])
    row.save(update_fields=["answer", "decided_by", "decided_at", "outcome"])
    audit("sitting.remark_decided", by=by, on=sitting, outcome=row.outcome, answer=row.answer)
    decided = events.RemarkDecided(
        **events.facts_of(sitting), answer=Written(by, row.answer), is_passed=bool(sitting.is_passed)
    )
    emit(decided, on=sitting, by=by, to=[sitting.user])
    if not was_passed:
        tell_of_badge(by=by, sitting=sitting)
    return row
