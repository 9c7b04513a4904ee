"""Lessons, questions and pictures of a draft."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock_of
from market.core.text.bangla import nfc
from market.learning.courses.models import Picture
from market.learning.courses.storing_actions import take_picture
from market.learning.writing.actions import MOST_QUESTIONS, TooLargeDraft, locked_draft, save_edition
from market.learning.writing.draft_files import faults_of_lesson, faults_of_question
from market.learning.writing.models import DraftLesson, DraftQuestion


def _lesson(by: User, course_slug: str, lesson_slug: str) -> DraftLesson:
    """A lesson of the writer's draft, locked. Raises NotAllowed, NotFound."""
    draft = locked_draft(by, course_slug)
    return lock_of(draft.lessons.select_related("draft__course"), slug=lesson_slug)


@atomic
def save_lesson(
    *, by: User, course_slug: str, lesson_slug: str, edition: int, text_en: str, text_bn: str
) -> DraftLesson:
    """The text of a lesson in both languages, whatever is to be mended in it: `faults` counts that.

    Raises NotAllowed, NotFound, DraftChanged.
    """
    lesson = _lesson(by, course_slug, lesson_slug)
    save_edition(lesson, {"text_en": _clean(text_en), "text_bn": _clean(text_bn)}, edition)
    _count(lesson, len(faults_of_lesson(lesson.draft.course, lesson)))
    return lesson


def _count(row: DraftLesson | DraftQuestion, faults: int) -> None:
    if row.faults != faults:
        row.faults = faults
        row.save(update_fields=["faults"])


def _clean(text: str) -> str:
    return nfc("\n".join(text.splitlines()).strip() + "\n")


@atomic
def write_lesson(
    *, by: User, course_slug: str, lesson_slug: str, edition: int, questions: list[str] | None = None, **texts: str
) -> DraftLesson:
    """The text of a lesson, as `save_lesson` takes it, and where `questions` are given all of them anew, each as TOML.

    Raises NotAllowed, NotFound, DraftChanged, TooLargeDraft.
    """
    lesson = save_lesson(by=by, course_slug=course_slug, lesson_slug=lesson_slug, edition=edition, **texts)
    if questions is None:
        return lesson
    if len(questions) > MOST_QUESTIONS:
        raise TooLargeDraft
    lesson.questions.all().delete()
    for text in questions:
        _add(lesson, text)
    return lesson


@atomic
def add_question(*, by: User, course_slug: str, lesson_slug: str, text: str) -> DraftQuestion:
    """A question, as TOML, after the others of its lesson. Raises NotAllowed, NotFound, TooLargeDraft."""
    lesson = _lesson(by, course_slug, lesson_slug)
    if lesson.questions.count() >= MOST_QUESTIONS:
        raise TooLargeDraft
    return _add(lesson, text)


def _add(lesson: DraftLesson, text: str) -> DraftQuestion:
    text = _clean(text)
    return DraftQuestion.objects.create(
        lesson=lesson, text=text, faults=len(faults_of_question(text)), saved_at=clock.now()
    )


def _question(by: User, course_slug: str, lesson_slug: str, question_id: int) -> DraftQuestion:
    """Of a lesson of the writer's draft, locked. Raises NotAllowed, NotFound."""
    lesson = _lesson(by, course_slug, lesson_slug)
    return lock_of(lesson.questions.all(), pk=question_id)


@atomic
def save_question(
    *, by: User, course_slug: str, lesson_slug: str, question_id: int, edition: int, text: str
) -> DraftQuestion:
    """A question as TOML, whatever is to be mended in it. Raises NotAllowed, NotFound, DraftChanged."""
    question = _question(by, course_slug, lesson_slug, question_id)
    save_edition(question, {"text": _clean(text)}, edition)
    _count(question, len(faults_of_question(question.text)))
    return question


@atomic
def remove_question(*, by: User, course_slug: str, lesson_slug: str, question_id: int) -> None:
    """Without the question. Raises NotAllowed, NotFound."""
    _question(by, course_slug, lesson_slug, question_id).delete()


@atomic
def add_draft_picture(*, by: User, course_slug: str, content: bytes, field: str = "file") -> Picture:
    """Take a picture for the lessons of a draft; the same one twice is one.

    Raises NotAllowed, NotFound, TooMany, and Invalid at the field for what is no picture, or too large.
    """
    draft = locked_draft(by, course_slug)
    return take_picture(by=by, course=draft.course, content=content, field=field)
