"""What people read and answered: written once, whatever a bad line repeats."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.db import atomic
from market.learning.courses.models import Lesson
from market.learning.media.queries import has_unseen
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.marking import is_right
from market.learning.questions.models import Question

ANSWERS_PER_HOUR = 200


@atomic
def note_reading(*, by: User, lesson: Lesson, read_to: int) -> LessonProgress:
    """So many blocks were read, from the beginning. Less than before changes nothing. The end of a lesson is reached
    once its videos were seen too, or their transcripts read."""
    row = _locked(by, lesson.version.course_id, lesson.slug)
    now, size = clock.now(), len(lesson.blocks)
    row.read_to = max(row.read_to, min(read_to, size))
    if row.read_to >= size and row.read_at is None and not has_unseen(by, row.course_id, lesson.blocks):
        row.read_at = now
    row.seen_at = now
    row.save(update_fields=["read_to", "read_at", "seen_at"])
    return row


@atomic
def answer_check(*, by: User, question: Question, answer: Any, client_id: UUID | None = None) -> CheckAnswer:
    """Answer a question of a lesson, as often as one likes. Sent again under its number, the first answer is returned.

    Raises Invalid for what is no answer to it, TooMany.
    """
    right = is_right(question.kind, question.body, answer)
    row = _locked(by, question.course_id, question.lesson)
    if client_id is not None and (sent := CheckAnswer.objects.filter(user=by, client_id=client_id).first()) is not None:
        return sent
    limits.spend("check_answer", by.pk, times=ANSWERS_PER_HOUR, per=timedelta(hours=1))
    now = clock.now()
    entry = CheckAnswer.objects.create(
        user=by, question=question, answer=answer, is_right=right, client_id=client_id, at=now
    )
    row.seen_at = now
    if row.checked_at is None and not _open_checks(by, question):
        row.checked_at = now
    row.save(update_fields=["checked_at", "seen_at"])
    return entry


def _locked(user: User, course_id: int, lesson: str) -> LessonProgress:
    now = clock.now()
    LessonProgress.objects.bulk_create(
        [LessonProgress(user=user, course_id=course_id, lesson=lesson, begun_at=now, seen_at=now)],
        ignore_conflicts=True,
    )
    rows = LessonProgress.objects.select_for_update(no_key=True)
    return rows.get(user=user, course_id=course_id, lesson=lesson)


def _open_checks(user: User, question: Question) -> bool:
    """Whether a check of the lesson was not answered rightly so far."""
    checks = Question.objects.checks().filter(course=question.course_id, lesson=question.lesson)
    return checks.exclude(answers__in=CheckAnswer.objects.filter(user=user, is_right=True)).exists()


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What somebody answered last to a check."""

    answer: Any
    is_right: bool


def last_answers(user: User, questions: list[Question]) -> dict[int, LastAnswer]:
    """By question, what the user answered last."""
    rows = (
        CheckAnswer.objects.filter(user=user, question__in=questions)
        .order_by("question_id", "-pk")
        .distinct("question_id")
    )
    return {each.question_id: LastAnswer(each.answer, each.is_right) for each in rows}
