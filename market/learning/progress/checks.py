"""The checks of a lesson as a page shows them: each a form, with what was answered last."""

from dataclasses import dataclass
from typing import Any

from market.accounts.models import User
from market.core.base.errors import NotFound
from market.learning.courses.models import Course, Lesson
from market.learning.progress.actions import LastAnswer, last_answers
from market.learning.questions.forms import QuestionForm, shown_text
from market.learning.questions.models import Question


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its question, its form, and what was answered last (None: nothing)."""

    question: Question
    form: QuestionForm
    last: LastAnswer | None = None

    @property
    def text(self) -> Any:
        """The question's text."""
        return shown_text(self.question)


def check_of(course: Course, lesson: Lesson, question_id: int) -> Question:
    """A question of a lesson, which everybody may read. Raises NotFound, also for one of an exam."""
    question = Question.objects.checks().filter(course=course, lesson=lesson.slug, pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def checks_of(reader: User | None, course: Course, lesson: Lesson) -> list[Check]:
    """The checks of a lesson; those of readers who are not signed in are all open."""
    questions = list(Question.objects.checks().filter(course=course, lesson=lesson.slug))
    answered = last_answers(reader, questions) if reader else {}
    seed = reader.pk if reader else ""
    return [Check(each, QuestionForm(each, seed), answered.get(each.pk)) for each in questions]
