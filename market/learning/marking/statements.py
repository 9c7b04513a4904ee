"""What people learned as statements of xAPI 1.0.3 (https://github.com/adlnet/xAPI-Spec), for other systems.

An actor is an account of this site, without a name. The id of a statement is the same each time it is made.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse

from market.accounts.models import User
from market.learning.courses.models import Lesson
from market.learning.exams.models import Exam
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.sittings.models import Sitting

VERSION = "1.0.3"
ADL = "http://adlnet.gov/expapi/"
Statement = dict[str, Any]


def statements_of_exam(exam: Exam) -> list[Statement]:
    """Passed or failed for each paper; [] before the results are out."""
    if exam.released_at is None:
        return []
    return [_of_sitting(exam, each) for each in exam.sittings.real().order_by("pk")]


def statements_of_user(user: User) -> list[Statement]:
    """What the user experienced, completed, answered, passed or failed; the last one first. Four statements of SQL."""
    rows = LessonProgress.objects.filter(user=user).select_related("course")
    titles = {(course, slug): title for course, slug, title in _titles(rows)}
    statements = [each for row in rows for each in _of_lesson(row, titles.get((row.course_id, row.lesson), row.lesson))]
    answers = CheckAnswer.objects.filter(user=user).select_related("question__course")
    statements += [_of_check(each) for each in answers]
    sittings = Sitting.objects.of(user).real().filter(exam__released_at__isnull=False).select_related("exam__course")
    statements += [_of_sitting(each.exam, each) for each in sittings]
    return sorted(statements, key=lambda each: (each["timestamp"], each["id"]), reverse=True)


def _titles(rows: Any) -> list[tuple[int, str, str]]:
    lessons = Lesson.objects.filter(version__course__in={each.course_id for each in rows}).select_related("version")
    return [(each.version.course_id, each.slug, each.title) for each in lessons.defer("blocks").order_by("version")]


def _of_sitting(exam: Exam, sitting: Sitting) -> Statement:
    points = sitting.points or Decimal(0)
    score = {
        "scaled": round(float(points / (sitting.most_points or 1)), 4),
        "raw": float(points),
        "min": 0,
        "max": sitting.most_points or 0,
    }
    result = {"score": score, "success": bool(sitting.is_passed), "completion": True}
    return _statement(
        sitting.user_id,
        "passed" if sitting.is_passed else "failed",
        _activity(exam.get_absolute_url(), "assessment", exam.title),
        sitting.end,
        result=result,
        name=f"sitting {sitting.pk}",
    )


def _of_lesson(row: LessonProgress, title: str) -> list[Statement]:
    activity = _activity(reverse("lesson", args=[row.course.slug, row.lesson]), "lesson", title)
    statements = [_statement(row.user_id, "experienced", activity, row.begun_at)]
    if row.read_at is not None and row.checked_at is not None:
        at = max(row.read_at, row.checked_at)
        statements.append(_statement(row.user_id, "completed", activity, at, result={"completion": True}))
    return statements


def _of_check(row: CheckAnswer) -> Statement:
    question = row.question
    lesson = reverse("lesson", args=[question.course.slug, question.lesson])
    activity = _activity(f"{lesson}#check-{question.pk}", "cmi.interaction", question.text)
    result = {"success": row.is_right}
    return _statement(row.user_id, "answered", activity, row.at, result=result, name=f"answer {row.pk}")


def _activity(path: str, kind: str, title: str) -> dict[str, Any]:
    definition = {"type": f"{ADL}activities/{kind}", "name": {"und": title}}
    return {"objectType": "Activity", "id": f"{settings.SITE_URL}{path}", "definition": definition}


def _statement(
    user_id: int,
    verb: str,
    activity: Mapping[str, Any],
    at: datetime,
    *,
    result: Mapping[str, Any] | None = None,
    name: str = "",
) -> Statement:
    key = f"{settings.SITE_URL} {user_id} {verb} {activity['id']} {name}"
    account = {"homePage": settings.SITE_URL, "name": str(user_id)}
    return {
        "id": str(uuid5(NAMESPACE_URL, key)),
        "version": VERSION,
        "timestamp": at.astimezone(UTC).isoformat(),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": f"{ADL}verbs/{verb}", "display": {"en": verb}},
        "object": activity,
        **({"result": result} if result else {}),
    }
