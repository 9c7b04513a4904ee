"""What people learned as statements of xAPI 1.0.3 (https://github.com/adlnet/xAPI-Spec), for other systems.

An actor is an account of this site, without a name. The id of a statement is the same each time it is made.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.urls import reverse

from market.accounts.models import User
from market.learning.courses.models import Lesson
from market.learning.exams.models import Exam
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.sittings.models import Sitting

VERSION = "1.0.3"
ADL = "http://adlnet.gov/expapi/"
Statement = dict[str, Any]
Titles = dict[tuple[int, str], str]


class Statements:
    """Statements of rows of the database, of which each page is read alone. `write` makes those of some rows."""

    def __init__(self, rows: QuerySet[Any, Any], write: Callable[[list[Any]], list[Statement]]) -> None:
        self._rows, self._write = rows, write

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: slice) -> list[Statement]:
        return self._write(list(self._rows[part]))


def statements_of_exam(exam: Exam) -> Statements:
    """Passed or failed for each paper; none before the results are out."""
    rows = exam.sittings.real().order_by("pk")
    return Statements(
        rows if exam.released_at else rows.none(), lambda page: [_of_sitting(exam, each) for each in page]
    )


def statements_of_user(user: User) -> Statements:
    """What the user experienced, completed, answered, passed or failed; what could be read last first."""
    lessons = LessonProgress.objects.filter(user=user)
    done = lessons.filter(read_at__isnull=False, checked_at__isnull=False)
    sittings = Sitting.objects.of(user).real().filter(exam__released_at__isnull=False)
    rows = _keys(lessons, "experienced", F("begun_at")).union(
        _keys(done, "completed", Greatest("read_at", "checked_at")),
        _keys(CheckAnswer.objects.filter(user=user), "answered", F("at")),
        _keys(sittings, "sat", F("exam__released_at")),  # who reads on from where they were misses no result
        all=True,
    )
    return Statements(rows.order_by("-when", "kind", "-key"), _of_keys)


def _keys(rows: QuerySet[Any], kind: str, when: Combinable) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = rows.order_by().annotate(when=when, kind=Value(kind), key=F("pk"))
    return named.values_list("when", "kind", "key")


def _of_keys(keys: list[tuple[datetime, str, int]]) -> list[Statement]:
    """In the order of these keys. Five statements of SQL."""
    keys_by_kind: dict[str, set[int]] = defaultdict(set)
    for _when, kind, key in keys:
        keys_by_kind[kind].add(key)
    rows = LessonProgress.objects.select_related("course").in_bulk(
        keys_by_kind["experienced"] | keys_by_kind["completed"]
    )
    titles = {(course, slug): title for course, slug, title in _titles(rows.values())}
    answers = CheckAnswer.objects.select_related("question__course").in_bulk(keys_by_kind["answered"])
    sittings = Sitting.objects.select_related("exam__course").in_bulk(keys_by_kind["sat"])
    write: dict[str, Callable[[int], Statement]] = {
        "experienced": lambda key: _begun(rows[key], titles),
        "completed": lambda key: _done(rows[key], titles),
        "answered": lambda key: _of_check(answers[key]),
        "sat": lambda key: _of_sitting(sittings[key].exam, sittings[key]),
    }
    return [write[kind](key) for _when, kind, key in keys]


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


def _begun(row: LessonProgress, titles: Titles) -> Statement:
    return _statement(row.user_id, "experienced", _lesson(row, titles), row.begun_at)


def _done(row: LessonProgress, titles: Titles) -> Statement:
    at = max(each for each in (row.read_at, row.checked_at) if each is not None)
    return _statement(row.user_id, "completed", _lesson(row, titles), at, result={"completion": True})


def _lesson(row: LessonProgress, titles: Titles) -> dict[str, Any]:
    title = titles.get((row.course_id, row.lesson), row.lesson)
    return _activity(reverse("lesson", args=[row.course.slug, row.lesson]), "lesson", title)


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
