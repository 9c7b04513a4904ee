"""Exams of topics that people passed, once the results are out: what a profile shows, and a search counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet

from market.learning.badges.models import ExamBadge
from market.learning.exams.queries import with_titles
from market.learning.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class PassedExam:
    """A passed exam: its best paper. `percent` of the points; `at`: when the results were out; `badge`: the one that
    may be shown beside its owner's public name."""

    sitting: Sitting
    title: str
    topic: str
    percent: int
    at: datetime
    badge: ExamBadge | None


def passed_sittings(user_ids: Collection[int]) -> QuerySet[Sitting]:
    """Papers of these users that passed an exam of a topic. Courses for all have none."""
    rows = Sitting.objects.real().filter(user__in=user_ids, is_passed=True, exam__released_at__isnull=False)
    return rows.filter(exam__course__topic__isnull=False)


def passed_exams(user_id: int) -> list[PassedExam]:
    """One for each course, the last one first. Three statements."""
    rows = passed_sittings([user_id]).select_related("exam__course__topic")
    best: dict[int, Sitting] = {}
    for row in rows.order_by(F("points") / F("most_points"), "exam__released_at"):
        best[row.exam.course_id] = row
    with_titles([each.exam for each in best.values()])
    badges = {each.sitting.exam.course_id: each for each in ExamBadge.objects.shown_by(user_id)} if best else {}
    shown = [_passed(each, badges.get(each.exam.course_id)) for each in best.values()]
    return sorted(shown, key=lambda each: each.at, reverse=True)


def _passed(sitting: Sitting, badge: ExamBadge | None) -> PassedExam:
    exam = sitting.exam
    if exam.course.topic is None or exam.released_at is None:
        raise ValueError(sitting.pk)  # `passed_sittings` has none
    return PassedExam(sitting, exam.title, exam.course.topic.slug, sitting.percent or 0, exam.released_at, badge)


def topics_passed(user_ids: Collection[int]) -> dict[int, int]:
    """By user the number of topics whose exam is passed, of those who have any."""
    counts = passed_sittings(user_ids).values("user").annotate(topics=Count("exam__course", distinct=True))
    return {each["user"]: each["topics"] for each in counts.order_by()}
