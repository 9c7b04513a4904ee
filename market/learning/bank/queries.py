"""What the bank shows: lessons of a course, answers by question, and the versions of a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from market.accounts.models import User
from market.core.text.locale import by_language, language
from market.learning.bank.models import QuestionSet
from market.learning.bank.statistics import Answered, Statistics, statistics_of
from market.learning.courses.models import Course, CourseVersion, Lesson
from market.learning.courses.rendering import line
from market.learning.progress.models import CheckAnswer
from market.learning.questions.models import Question
from market.learning.questions.reading import SLUG_LENGTH

Answers = dict[int, list[Answered]]


def version_of(course: Course) -> CourseVersion | None:
    """The version that everybody reads; None: none is published."""
    return CourseVersion.objects.current().filter(course=course).first()


def title_of(course: Course) -> Mapping[str, str]:
    """Its title in both languages."""
    version = version_of(course)
    return by_language(lambda: version.title if version else course.slug)


def lessons_of(course: Course) -> list[Lesson]:
    """The lessons of the version that everybody reads, in their order, without their text."""
    rows = Lesson.objects.filter(version=version_of(course)).order_by("position")
    return list(rows.only("slug", "title_en", "title_bn", "position", "version"))


def answers_to_checks(course: Course) -> Answers:
    """The first answer of each person to each check, by question. One statement."""
    rows = CheckAnswer.objects.filter(question__course=course)
    first = rows.order_by("user_id", "question_id", "pk").distinct("user_id", "question_id")
    rights: dict[int, list[tuple[int, bool, object]]] = {}
    for user_id, question_id, is_right, answer in first.values_list("user", "question", "is_right", "answer"):
        rights.setdefault(user_id, []).append((question_id, is_right, answer))
    answers: Answers = {}
    for own in rights.values():
        right = sum(is_right for _question, is_right, _answer in own)
        for question_id, is_right, answer in own:
            rest = (right - is_right) / (len(own) - 1) if len(own) > 1 else 0.0
            answers.setdefault(question_id, []).append(Answered(rest, float(is_right), answer))
    return answers


SOURCES: list[Callable[[Course], Answers]] = [answers_to_checks]  # of answers; no question has those of two


def statistics_by_question(course: Course) -> dict[int, Statistics]:
    """Of each question that was answered, by its row."""
    return {pk: statistics_of(rows) for source in SOURCES for pk, rows in source(course).items()}


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose or typed this; `is_right`: whether it is right (None: it was typed)."""

    text: str
    count: int
    is_right: bool | None


MOST_TYPED = 6


def counts_of(question: Question, statistics: Statistics) -> list[Count]:
    """What was answered: each choice with its count, or what was typed most."""
    body, chosen = question.body, statistics.choices
    if question.kind in ("single", "multiple"):
        rows = body["choices"]
        return [Count(each[language()], chosen.get(each["key"], 0), each.get("right") is True) for each in rows]
    if question.kind == "picture":
        return [Count(each, chosen.get(each, 0), each == body["answer"]) for each in body["marks"]]
    if question.kind in ("number", "text"):
        typed = sorted(chosen.items(), key=lambda each: (-each[1], each[0]))
        return [Count(text, count, None) for text, count in typed[:MOST_TYPED]]
    return []


def bank_of(by: User, course: Course) -> QuerySet[Question]:
    """The questions of a course that are asked, by lesson."""
    rows = Question.objects.visible_to(by).in_use().filter(course=course)
    return rows.select_related("author", "reviewer").order_by("lesson", "use", "slug")


def history_of(question: Question) -> QuerySet[Question]:
    """All versions of a question, the newest first."""
    rows = Question.objects.filter(course=question.course_id, slug=question.slug)
    return rows.select_related("author", "reviewer").order_by("-number")


def free_id(course: Course, words: str) -> str:
    """An id from these words that no question of the course has, or had, or is to have."""
    stem = slugify(words)[: SLUG_LENGTH - 4].strip("-") or "question"
    taken = set(Question.objects.filter(course=course, slug__startswith=stem).values_list("slug", flat=True))
    for each in QuestionSet.objects.waiting().filter(course=course):
        taken |= {change["id"] for change in each.changes}
    return next(each for each in (stem, *(f"{stem}-{at}" for at in range(2, 1000))) if each not in taken)


def waiting_change(question: Question) -> QuestionSet | None:
    """The set in which a change of this question waits for a second person."""
    return (
        QuestionSet.objects.waiting()
        .filter(course=question.course_id, changes__contains=[{"id": question.slug}])
        .first()
    )


def languages() -> dict[str, object]:
    """What parts of a page need that show questions in both languages."""
    kinds: tuple[tuple[str, Any], ...] = (("kind", Question.Kind), ("use", Question.Use))
    words = {name: dict(each.choices) for name, each in (*kinds, ("difficulty", Question.Difficulty))}
    other = "en" if language() == "bn" else "bn"
    return {"page_language": language(), "other_language": other, "line": line, "question_words": words}
