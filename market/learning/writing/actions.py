"""Drafts of courses: begun from a version, saved again and again, submitted or discarded by who writes them."""

import tomllib
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit, log_access
from market.core.base.db import atomic, lock_of
from market.core.base.errors import DomainError, Invalid
from market.learning.courses.course_files import COURSE, QUESTIONS, Files, read_course
from market.learning.courses.models import Course, CourseVersion
from market.learning.versions.actions import FaultsInCourse, State, require_writer, submit_files
from market.learning.versions.archives import files_of_version
from market.learning.writing.draft_files import (
    files_of_draft,
    question_text,
)
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion, Edited
from market.learning.writing.outlines import EMPTY, CourseOutline, new_slug, outline_from, slugs_of

MOST_LESSONS, MOST_MODULES, MOST_QUESTIONS = 60, 20, 60  # the last of a lesson


class DraftChanged(DomainError):
    """It was saved elsewhere since it was seen: nothing is overwritten."""

    help = "programme#lessons"
    code = "draft_changed"
    sentence = _(
        "This was saved elsewhere meanwhile: in another tab, or on another device. Nothing was overwritten. "
        "What you typed is still here."
    )


class NewerVersion(DomainError):
    """Others published a version since the draft was begun."""

    help = "programme#lessons"
    code = "newer_version"
    sentence = _(
        "Version %(number)s of this course was published since you began this draft, and what is new in it is missing "
        "here. Look at it first. You can submit your draft anyway."
    )


class NothingChanged(DomainError):
    """The draft is what everybody reads already."""

    help = "programme#lessons"
    code = "nothing_changed"
    sentence = _("Nothing differs from version %(number)s, which everybody reads now. Change something, then submit.")


class TooLargeDraft(DomainError):
    """More than a course holds."""

    help = "programme#lessons"
    code = "too_large_draft"
    sentence = _("A course has %(modules)s modules and %(lessons)s lessons at most, a lesson %(questions)s questions.")

    def __init__(self) -> None:
        super().__init__(modules=MOST_MODULES, lessons=MOST_LESSONS, questions=MOST_QUESTIONS)


@atomic
def begin_draft(*, by: User, course_slug: str) -> CourseDraft:
    """Begin from the writer's version that waits or was sent back, else from the newest published one. A draft that is
    there already stays as it is. Raises NotAllowed, NotFound.
    """
    require_writer(by)
    course = lock_of(Course.objects.select_related("topic"), slug=course_slug)
    if (there := CourseDraft.objects.filter(course=course, written_by=by).first()) is not None:
        return there
    own, now = course.versions.exclude(state=State.PUBLISHED).filter(written_by=by).first(), clock.now()
    newest = newest_number(course, before=own)
    source = own or course.versions.filter(number=newest).first()
    draft = CourseDraft(course=course, written_by=by, outline=EMPTY, begun_on=newest, begun_at=now, saved_at=now)
    if source is None:
        draft.save()
    else:
        _fill(draft, source)
    audit("course.draft_begun", by=by, on=draft, course=course.slug)
    log_access("questions.read", by=by, on=draft, course=course.slug)
    return draft


def newest_number(course: Course, before: CourseVersion | None = None) -> int:
    """The number of the newest published version, of those before another one if that is given; 0 without one."""
    rows = course.versions.filter(state=State.PUBLISHED).order_by("-number")
    rows = rows.filter(number__lt=before.number) if before else rows
    return rows.values_list("number", flat=True).first() or 0


def _fill(draft: CourseDraft, source: CourseVersion) -> None:
    """Save the draft with the lessons and questions of a version."""
    files = {path: content for path, content in files_of_version(source) if isinstance(content, str)}
    draft.outline = outline_from(tomllib.loads(files[COURSE]))
    draft.save()
    lessons = {
        slug: DraftLesson(
            draft=draft,
            slug=slug,
            text_en=files[f"lessons/{slug}.en.md"],
            text_bn=files[f"lessons/{slug}.bn.md"],
            saved_at=draft.saved_at,
        )
        for slug in slugs_of(draft.outline)
    }
    DraftLesson.objects.bulk_create(lessons.values())
    questions = [
        DraftQuestion(lesson=lessons[row["lesson"]], text=question_text(row), saved_at=draft.saved_at)
        for row in tomllib.loads(files[QUESTIONS])["question"]
    ]
    DraftQuestion.objects.bulk_create(questions)


def locked_draft(by: User, course_slug: str) -> CourseDraft:
    """The writer's draft, locked. Raises NotAllowed, NotFound."""
    require_writer(by)
    return lock_of(CourseDraft.objects.visible_to(by).select_related("course__topic"), course__slug=course_slug)


def save_edition(row: Edited, columns: dict[str, Any], edition: int) -> None:
    """Save columns of a locked row, if they change it, as its next edition. Raises DraftChanged."""
    if all(getattr(row, name) == value for name, value in columns.items()):
        return
    if row.edition != edition:
        raise DraftChanged
    for name, value in columns.items():
        setattr(row, name, value)
    row.edition, row.saved_at = row.edition + 1, clock.now()
    row.save()


@atomic
def save_outline(*, by: User, course_slug: str, edition: int, outline: CourseOutline) -> CourseDraft:
    """Titles, summary, modules, and which lessons stand where: a slug that is new is a new lesson, and a lesson that is
    missing is removed with its questions. Raises NotAllowed, NotFound, DraftChanged, TooLargeDraft, Invalid where a
    lesson stands twice.
    """
    draft = locked_draft(by, course_slug)
    slugs = slugs_of(outline)
    if len(slugs) > MOST_LESSONS or len(outline["modules"]) > MOST_MODULES:
        raise TooLargeDraft
    if len(set(slugs)) < len(slugs):
        raise Invalid(errors={"modules": [_("A lesson stands in one place.")]})
    save_edition(draft, {"outline": outline}, edition)
    there = set(draft.lessons.values_list("slug", flat=True))
    fresh = [DraftLesson(draft=draft, slug=slug, saved_at=draft.saved_at) for slug in slugs if slug not in there]
    DraftLesson.objects.bulk_create(fresh)
    draft.lessons.exclude(slug__in=slugs).delete()
    return draft


@atomic
def add_lesson(*, by: User, course_slug: str, edition: int, module: int, title: dict[str, str]) -> DraftLesson:
    """A new lesson at the end of the module at an index. Raises as `save_outline`."""
    draft = locked_draft(by, course_slug)
    outline: CourseOutline = deepcopy(draft.outline)
    slug = new_slug(outline, title["en"])
    outline["modules"][module]["lessons"].append(slug)
    save_outline(by=by, course_slug=course_slug, edition=edition, outline=outline)
    lesson = draft.lessons.get(slug=slug)
    lesson.text_en, lesson.text_bn = (f"# {title[language]}\n" for language in ("en", "bn"))
    lesson.save(update_fields=["text_en", "text_bn"])
    return lesson


@atomic
def submit_draft(*, by: User, course_slug: str, anyway: bool = False) -> CourseVersion:
    """Submit the draft: it becomes the version that waits for a second person.

    Raises NotAllowed, NotFound, NewerVersion unless `anyway`, FaultsInCourse, NothingChanged, VersionDecided where the
    version of somebody else waits.
    """
    require_writer(by)
    course = lock_of(Course.objects.select_related("topic"), slug=course_slug)
    draft = locked_draft(by, course_slug)
    newest = newest_number(course)
    if newest > draft.begun_on and not anyway:
        raise NewerVersion(number=newest)
    files, faults = files_of_draft(draft)
    if faults:
        raise FaultsInCourse(faults)
    _require_change(course, files)
    version = submit_files(by=by, course=course, files=files)
    draft.delete()
    return version


def _require_change(course: Course, files: Files) -> None:
    version = CourseVersion.objects.current().filter(course=course).first()
    if version is None:
        return
    contents = {path: each.encode() if isinstance(each, str) else each for path, each in files_of_version(version)}
    if read_course(files) == read_course(contents):
        raise NothingChanged(number=version.number)


@atomic
def discard_draft(*, by: User, course_slug: str) -> None:
    """Without the draft. Raises NotAllowed, NotFound."""
    draft = locked_draft(by, course_slug)
    audit("course.draft_discarded", by=by, on=draft, course=course_slug)
    draft.delete()
