"""Which courses there are, and what of them somebody reads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse

from market.accounts.models import User
from market.core.base.errors import NotFound
from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.progress.models import LessonProgress
from market.training.models import Enrolment

OUTLINE = ("pk", "version", "module", "slug", "position", "title_en", "title_bn", "size")


@dataclass(frozen=True)
class Outline:
    """A version with its modules and lessons, and how far a reader is (`progress`, by lesson)."""

    version: CourseVersion
    modules: list[Module]
    progress: dict[str, LessonProgress]

    @cached_property
    def lessons(self) -> list[Lesson]:
        """All of them, in their order."""
        return [lesson for module in self.modules for lesson in module.lessons.all()]

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return sum(each.is_done for slug, each in self.progress.items() if slug in {row.slug for row in self.lessons})

    @property
    def next_lesson(self) -> Lesson | None:
        """The first one that is not done; None: all are."""
        return next((each for each in self.lessons if not self._is_done(each)), None)

    def _is_done(self, lesson: Lesson) -> bool:
        progress = self.progress.get(lesson.slug)
        return progress is not None and progress.is_done

    def neighbours(self, slug: str) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after one."""
        at = [each.slug for each in self.lessons].index(slug)
        return (
            self.lessons[at - 1] if at else None,
            self.lessons[at + 1] if at + 1 < len(self.lessons) else None,
        )


def current_versions() -> QuerySet[CourseVersion]:
    """The published courses, the common one first."""
    first = F("course__topic__position").asc(nulls_first=True)
    return CourseVersion.objects.current().select_related("course__topic").order_by(first, "course")


def outlines(user: User | None, slug: str = "") -> list[Outline]:
    """Every course as the user reads it, or the one of a slug, with its lessons and how far the user is, in at most six
    statements."""
    rows = current_versions()
    versions = list(rows.filter(course__slug=slug) if slug else rows)
    if user is not None:
        older = _kept_by_batches_of(user)
        versions = [older.get(each.course_id, each) for each in versions]
    return with_lessons(versions, user)


def own_first(rows: Iterable[Outline], user: User | None) -> list[Outline]:
    """The same courses: first the one that the user is taught, then those that they have begun, then the others."""
    places = Enrolment.objects.filter(trainee=user).studying() if user else Enrolment.objects.none()
    taught = set(places.values_list("batch__topic", flat=True))
    return sorted(rows, key=lambda row: (row.version.course.topic_id not in taught, not row.progress))


def _kept_by_batches_of(user: User) -> dict[int, CourseVersion]:
    """By course, the older version that the user's batch keeps."""
    places = Enrolment.objects.filter(trainee=user).studying()
    rows = BatchVersion.objects.filter(batch__in=places.values("batch")).select_related("version__course__topic")
    return {each.course_id: each.version for each in rows}


def with_lessons(versions: list[CourseVersion], user: User | None) -> list[Outline]:
    """These versions with their modules and lessons, and how far the user is."""
    prefetch_related_objects(versions, Prefetch("modules__lessons", Lesson.objects.only(*OUTLINE)))
    progress: dict[int, dict[str, LessonProgress]] = {each.course_id: {} for each in versions}
    if user is not None:
        for row in LessonProgress.objects.filter(user=user, course__in=progress):
            progress[row.course_id][row.lesson] = row
    return [Outline(each, list(each.modules.all()), progress[each.course_id]) for each in versions]


def outline_of(slug: str, user: User | None) -> Outline:
    """One course. Raises NotFound."""
    for outline in outlines(user, slug):
        return outline
    raise NotFound


def lesson_of(outline: Outline, slug: str) -> Lesson:
    """A lesson with its blocks. Raises NotFound."""
    lesson = outline.version.lessons.filter(slug=slug).select_related("module").first()
    if lesson is None:
        raise NotFound
    return lesson


def course_of(slug: str) -> Course:
    """A course, in whatever version. Raises NotFound."""
    course = Course.objects.filter(slug=slug).select_related("topic").first()
    if course is None:
        raise NotFound
    return course


def picture_of(digest: str) -> Picture:
    """A picture, which everybody may see who has its address. Raises NotFound."""
    picture = Picture.objects.filter(digest=digest).first()
    if picture is None:
        raise NotFound
    return picture


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """What can be kept on a phone at once: the pages as JSON, and how many bytes they and their pictures have."""

    addresses: str
    size: int


def chosen_part(outline: Outline, lessons: Iterable[Lesson] | None = None) -> ChosenPart:
    """Some lessons of a course; without them the whole course with its own page. Of a page the phone keeps the pictures
    and the files that it shows."""
    course, rows = outline.version.course, list(outline.lessons if lessons is None else lessons)
    pages = [course.get_absolute_url()] if lessons is None else []
    pages += [reverse("lesson", args=[course.slug, each.slug]) for each in rows]
    return ChosenPart(json.dumps(pages), sum(each.size for each in rows))
