"""What happens to questions at lessons: asked, answered, the best answer chosen, hidden. Locks: the question first."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.learning.courses.models import Lesson
from market.learning.lesson_questions import events
from market.learning.lesson_questions.models import REASON_LENGTH, LessonAnswer, LessonQuestion
from market.learning.lesson_questions.queries import batches_of, guides, place_of, require_learner
from market.training.classes.adding_actions import clean_text
from market.training.classes.people import acting_trainers_of

Text = TypeVar("Text", LessonQuestion, LessonAnswer)
QUESTION_LENGTH, ANSWER_LENGTH = 1000, 2000
QUESTIONS_PER_HOUR, ANSWERS_PER_HOUR = 10, 30
HOUR = timedelta(hours=1)
NO_QUESTION, NO_ANSWER, NO_REASON = _("Write your question."), _("Write an answer."), _("Write the reason.")


class LessonTextHidden(DomainError):
    """It is hidden, or what it belongs to."""

    help = "programme#lessons"
    code = "lesson_text_hidden"
    sentence = _("This is hidden. Nothing can be added to it.")


@atomic
def ask_at_lesson(*, by: User, lesson: Lesson, text: str, client_id: UUID | None = None) -> LessonQuestion:
    """Ask at a lesson; the trainers of one's batch are told. Sent again under its number, the first one is returned.

    Raises NotFound to who does not learn here, Invalid, TooMany.
    """
    require_learner(by)
    text = clean_text("text", text, QUESTION_LENGTH, missing=NO_QUESTION)
    one_at_a_time(by)
    if (sent := _sent(LessonQuestion, by, client_id)) is not None:
        return sent
    limits.spend("lesson_question", by.pk, times=QUESTIONS_PER_HOUR, per=HOUR)
    course = lesson.version.course
    question = LessonQuestion.objects.create(
        course=course, lesson=lesson.slug, written_by=by, written_at=clock.now(), text=text, client_id=client_id
    )
    event = events.LessonQuestionAsked(asker=by, lesson=by_language(lambda: lesson.title), text=Written(by, text))
    trainers = {each.pk: each for batch in batches_of(by) for each in acting_trainers_of(batch)}
    emit(event, on=question, by=by, to=[each for pk, each in sorted(trainers.items()) if pk != by.pk])
    return question


@atomic
def answer_at_lesson(*, by: User, question_id: int, text: str, client_id: UUID | None = None) -> LessonAnswer:
    """Answer a question; who asked is told. Sent again under its number, the first one is returned.

    Raises NotFound, LessonTextHidden, Invalid, TooMany.
    """
    question = _lock_question(by, question_id)
    if question.hidden_at is not None:
        raise LessonTextHidden
    text = clean_text("text", text, ANSWER_LENGTH, missing=NO_ANSWER)
    one_at_a_time(by)
    if (sent := _sent(LessonAnswer, by, client_id)) is not None:
        return sent
    limits.spend("lesson_answer", by.pk, times=ANSWERS_PER_HOUR, per=HOUR)
    answer = LessonAnswer.objects.create(
        question=question, written_by=by, written_at=clock.now(), text=text, client_id=client_id
    )
    answered = events.LessonQuestionAnswered(writer=by, lesson=_lesson_name(question, by), text=Written(by, text))
    asker = question.written_by
    emit(answered, on=answer, by=by, to=[] if asker.pk == by.pk else [asker], about=by)
    return answer


@atomic
def choose_best_answer(*, by: User, answer_id: int) -> LessonQuestion:
    """Say that an answer is the best one: it is shown first, and who wrote it is told. Repeated it changes nothing.

    For who asked, and for trainers and officers. Raises NotFound, NotAllowed, LessonTextHidden.
    """
    question, answer = _lock_answer(by, answer_id)
    if question.written_by_id != by.pk and not guides(by):
        raise NotAllowed
    if question.hidden_at is not None or answer.hidden_at is not None:
        raise LessonTextHidden
    if question.best_id == answer.pk:
        return question
    question.best = answer
    question.save(update_fields=["best"])
    chosen = events.BestAnswerChosen(chooser=by, lesson=_lesson_name(question, by))
    writer = answer.written_by
    emit(chosen, on=answer, by=by, to=[] if writer.pk == by.pk else [writer], about=by)
    return question


@atomic
def hide_lesson_question(*, by: User, question_id: int, reason: str = "") -> LessonQuestion:
    """Hide a question with its answers. Who asked takes it back without a reason; trainers and officers give one,
    which is sent to who wrote it. Raises NotFound, NotAllowed to others, LessonTextHidden, Invalid.
    """
    question = _lock_question(by, question_id)
    _hide(question, question, by, reason)
    return question


@atomic
def hide_lesson_answer(*, by: User, answer_id: int, reason: str = "") -> LessonAnswer:
    """The same for one answer; a best one is that no more."""
    question, answer = _lock_answer(by, answer_id)
    if question.best_id == answer.pk:
        question.best = None
        question.save(update_fields=["best"])
    _hide(answer, question, by, reason)
    return answer


def _hide(row: Text, question: LessonQuestion, by: User, reason: str) -> None:
    is_own = row.written_by_id == by.pk
    if not is_own and not guides(by):
        raise NotAllowed
    if row.hidden_at is not None:
        raise LessonTextHidden
    row.hidden_because = "" if is_own else clean_text("reason", reason, REASON_LENGTH, missing=NO_REASON)
    row.hidden_at, row.hidden_by = clock.now(), by
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
    if is_own:
        audit(f"{row._meta.model_name}.removed", by=by, on=row)
        return
    hidden = events.LessonTextHidden(lesson=_lesson_name(question, by), reason=Written(by, row.hidden_because))
    emit(hidden, on=row, by=by, to=[row.written_by], page=question)


def _lock_question(by: User, question_id: int) -> LessonQuestion:
    require_learner(by)
    rows = LessonQuestion.objects.visible_to(by).select_related("course", "written_by")
    return lock(rows, question_id)


def _lock_answer(by: User, answer_id: int) -> tuple[LessonQuestion, LessonAnswer]:
    """The question first, then its answer."""
    rows = LessonAnswer.objects.visible_to(by).select_related("written_by")
    question_id = rows.filter(pk=answer_id).values_list("question", flat=True).first()
    return _lock_question(by, question_id or 0), lock(rows, answer_id)


def _sent(model: type[Text], by: User, client_id: UUID | None) -> Text | None:
    """What was sent under this number before."""
    return model._default_manager.filter(written_by=by, client_id=client_id).first() if client_id else None


def _lesson_name(question: LessonQuestion, by: User) -> dict[str, str]:
    """The title of its lesson, in both languages; its slug where the lesson is no more."""
    lesson = place_of(question, by).lesson
    if lesson is None:
        return dict.fromkeys(("en", "bn"), question.lesson)
    return dict(by_language(lambda: lesson.title))
