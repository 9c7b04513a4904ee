"""Questions come into use and go out of it, by a published version of a course or by an accepted change of the bank."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from market.accounts.models import User
from market.core.base import clock
from market.learning.courses.models import Course
from market.learning.questions.models import Question
from market.learning.questions.rows import is_same, question_of


def use_questions(
    course: Course,
    rows: Iterable[Mapping[str, Any]],
    retired: Mapping[str, str],
    *,
    author: User | None,
    reviewer: User | None,
) -> None:
    """Ask these rows from now on, each as the next version of its question, and retire others, by slug with a reason.

    A row that asks what is asked already changes nothing. The course is locked.
    """
    there = {each.slug: each for each in Question.objects.in_use().filter(course=course)}
    wanted = {row["id"]: question_of(course.pk, row) for row in rows}
    fresh = {slug: each for slug, each in wanted.items() if slug not in there or not is_same(there[slug], each)}
    now, numbers = clock.now(), _last_numbers(course, fresh)
    outdated = [each.pk for slug, each in there.items() if slug in fresh]
    Question.objects.filter(pk__in=outdated).update(retired_at=now)
    for slug in retired.keys() & there.keys():
        Question.objects.filter(pk=there[slug].pk).update(retired_at=now, retired_why=retired[slug])
    for slug, each in fresh.items():
        each.number, each.made_at = numbers.get(slug, 0) + 1, now
        each.author, each.reviewer = author, reviewer
    Question.objects.bulk_create(fresh.values())


def _last_numbers(course: Course, slugs: Iterable[str]) -> dict[str, int]:
    rows = Question.objects.filter(course=course, slug__in=list(slugs)).order_by()
    return dict(rows.values("slug").annotate(last=Max("number")).values_list("slug", "last"))
