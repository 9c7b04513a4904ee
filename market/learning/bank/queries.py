"""What the bank shows: lessons of a course, answers by question, and the versions of a question."""

from collections.abc import Callable, Mapping

from market.core.text.locale import by_language
from market.learning.bank.statistics import Answered, Statistics, statistics_of
from market.learning.courses.models import Course, CourseVersion, Lesson
from market.learning.progress.models import CheckAnswer

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
