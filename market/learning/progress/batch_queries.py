"""How far the trainees of a batch are in their lessons, and which questions many of them answer wrongly at first."""

from dataclasses import dataclass

from django.db.models import Count, Q

from market.learning.courses.models import BatchVersion, Lesson
from market.learning.courses.queries import Outline, outlines
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.models import Question
from market.training.models import Batch

FEWEST_ANSWERS = 5  # people; fewer say nothing about a question
WEAK_PERCENT = 60  # fewer first answers than this are right
MOST_WEAK = 3


@dataclass(frozen=True, slots=True)
class LessonCount:
    """How many trainees have begun a lesson, and how many have done it."""

    lesson: Lesson
    begun: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class WeakCheck:
    """A question of a lesson, and in percent how many first answers were right."""

    question: Question
    percent: int


@dataclass(frozen=True, slots=True)
class BatchLessons:
    """The course of the batch's topic: its lessons with their counts out of `trainees`, and the weakest questions.

    `older_versions` of courses are those that the batch goes on with.
    """

    outline: Outline
    trainees: int
    counts: list[LessonCount]
    weak: list[WeakCheck]
    older_versions: list[BatchVersion]


def lessons_of_batch(batch: Batch) -> BatchLessons | None:
    """None where the topic has no course, or nobody studies. Seven statements."""
    trainees = list(batch.enrolments.studying().values_list("trainee", flat=True))
    outline = next((each for each in outlines(None) if each.version.course.topic_id == batch.topic_id), None)
    if outline is None or not trainees:
        return None
    rows = LessonProgress.objects.filter(user__in=trainees, course=outline.version.course).order_by()
    done = Count("pk", filter=Q(read_at__isnull=False, checked_at__isnull=False))
    counts = {row["lesson"]: row for row in rows.values("lesson").annotate(begun=Count("pk"), done=done)}
    lessons = [
        LessonCount(each, counts[each.slug]["begun"], counts[each.slug]["done"])
        if each.slug in counts
        else LessonCount(each)
        for each in outline.lessons
    ]
    older = list(BatchVersion.objects.filter(batch=batch).select_related("version", "course"))
    return BatchLessons(outline, len(trainees), lessons, _weak_checks(outline, trainees), older)


def _weak_checks(outline: Outline, trainees: list[int]) -> list[WeakCheck]:
    """The questions with the fewest right first answers, the weakest first."""
    first = CheckAnswer.objects.filter(user__in=trainees, question__course=outline.version.course)
    first = first.order_by("user_id", "question_id", "pk").distinct("user_id", "question_id")
    right: dict[int, list[bool]] = {}
    for question_id, is_right in first.values_list("question", "is_right"):
        right.setdefault(question_id, []).append(is_right)
    shares = {pk: round(100 * sum(each) / len(each)) for pk, each in right.items() if len(each) >= FEWEST_ANSWERS}
    weak = sorted((share, pk) for pk, share in shares.items() if share < WEAK_PERCENT)[:MOST_WEAK]
    questions = Question.objects.in_bulk([pk for _share, pk in weak])
    return [WeakCheck(questions[pk], share) for share, pk in weak]
