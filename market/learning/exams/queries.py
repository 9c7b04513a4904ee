"""Which exams there are, and which questions one may draw."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from market.core.base import clock
from market.core.base.prepared import prepared
from market.learning.courses.models import CourseVersion
from market.learning.exams.drawing import Candidate
from market.learning.exams.models import Exam, PaperRule
from market.learning.questions.models import Question

RELATED = ("course__topic", "batch__district", "batch__topic")
CANDIDATE = ("lesson", "difficulty", "retired_at")


def exams_with_rules(rows: QuerySet[Exam]) -> QuerySet[Exam]:
    """With what their pages show, in two statements."""
    return rows.select_related(*RELATED).prefetch_related(Prefetch("rules", PaperRule.objects.order_by("position")))


def with_titles(exams: list[Exam]) -> list[Exam]:
    """The same, with their titles read in one statement."""
    versions = {each.course_id: each for each in CourseVersion.objects.current()} if exams else {}
    for exam in exams:
        vars(exam)["current_version"] = versions[exam.course_id]
    return exams


def open_beside(exam: Exam) -> list[Exam]:
    """Other exams of the same course that somebody sits or may begin, or of which answers may still arrive: they draw
    from the same questions.
    """
    begun = Exam.objects.filter(course=exam.course_id, cancelled_at=None, released_at=None, opens_at__lte=clock.now())
    return [
        each
        for each in begun.exclude(pk=exam.pk).select_related(*RELATED)
        if each.counts_at(each.closes_at + timedelta(minutes=each.minutes))
    ]


def candidates_of(exam: Exam) -> Sequence[Candidate]:
    """The bank's questions for an exam: those in use, and those retired since it was set."""
    return _candidates(_questions_of(exam.course_id, exam.created_at))


@prepared
def _questions_of(course_id: int, since: datetime) -> QuerySet[Question]:
    """Those for exams, but for what was retired before."""
    rows = Question.objects.filter(
        Q(retired_at=None) | Q(retired_at__gt=since), course=course_id, use=Question.Use.EXAM
    )
    return rows.only(*CANDIDATE).order_by("pk")


def trial_candidates_of(exam: Exam) -> Sequence[Candidate]:
    """The questions that lessons of the course ask: anybody may read them, so a trial paper consists of them."""
    return _candidates(Question.objects.checks().filter(course=exam.course_id).only(*CANDIDATE).order_by("pk"))


def _candidates(rows: Iterable[Question]) -> list[Candidate]:
    return [Candidate(each.pk, each.lesson, each.difficulty, each.retired_at is not None) for each in rows]


def titles_of(exams: Sequence[Exam]) -> dict[int, str]:
    """What each exam is called, by its id. One statement, none for no exam."""
    return {each.pk: each.title for each in with_titles(list(exams))} if exams else {}
