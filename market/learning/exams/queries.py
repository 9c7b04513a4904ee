"""Which exams there are, and which questions one may draw."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from market.learning.courses.models import CourseVersion
from market.learning.exams.drawing import Candidate
from market.learning.exams.models import Exam, PaperRule
from market.learning.questions.models import Question

RELATED = ("course__topic", "batch__district", "batch__topic")


def exams_with_rules(rows: QuerySet[Exam]) -> QuerySet[Exam]:
    """With what their pages show, in two statements."""
    return rows.select_related(*RELATED).prefetch_related(Prefetch("rules", PaperRule.objects.order_by("position")))


def with_titles(exams: list[Exam]) -> list[Exam]:
    """The same, with their titles read in one statement."""
    versions = {each.course_id: each for each in CourseVersion.objects.current()} if exams else {}
    for exam in exams:
        vars(exam)["current_version"] = versions[exam.course_id]
    return exams


def candidates_of(exam: Exam) -> Sequence[Candidate]:
    """The bank's questions for an exam: those in use, and those retired since it was set."""
    rows = Question.objects.filter(course=exam.course_id, use=Question.Use.EXAM)
    return _candidates(rows.filter(Q(retired_at=None) | Q(retired_at__gt=exam.created_at)))


def trial_candidates_of(exam: Exam) -> Sequence[Candidate]:
    """The questions that lessons of the course ask: anybody may read them, so a trial paper consists of them."""
    return _candidates(Question.objects.checks().filter(course=exam.course_id))


def _candidates(rows: QuerySet[Question]) -> list[Candidate]:
    values = rows.order_by("pk").values_list("pk", "lesson", "difficulty", "retired_at")
    return [Candidate(pk, lesson, difficulty, retired is not None) for pk, lesson, difficulty, retired in values]


def titles_of(exams: Sequence[Exam]) -> dict[int, str]:
    """What each exam is called, by its id. One statement, none for no exam."""
    return {each.pk: each.title for each in with_titles(list(exams))} if exams else {}
