"""What somebody writes: their drafts, and how a draft looks before it is submitted."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base.errors import NotFound
from market.core.text.locale import language
from market.learning.courses.blocks import LANGUAGES, Block, read_half
from market.learning.courses.models import Course, CourseVersion
from market.learning.courses.rendering import ShownBlock, rendered
from market.learning.writing.draft_files import (
    LessonFault,
    UnreadableQuestion,
    faults_of_lesson,
    paths_in,
    question_row,
    texts_of,
)
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion


def drafts_of(user: User) -> QuerySet[CourseDraft]:
    """What the user writes, the newest first."""
    return CourseDraft.objects.visible_to(user).select_related("course__topic").order_by("-saved_at", "pk")


def returned_to(user: User, course: Course) -> CourseVersion | None:
    """The user's version of a course that was sent back; None: there is none."""
    return (
        course.versions.filter(state=CourseVersion.State.RETURNED, written_by=user)
        .select_related("reviewed_by")
        .first()
    )


def draft_of(user: User, course_slug: str) -> CourseDraft:
    """The user's draft of a course. Raises NotFound."""
    draft = drafts_of(user).filter(course__slug=course_slug).first()
    if draft is None:
        raise NotFound
    return draft


def draft_lesson_of(user: User, course_slug: str, lesson_slug: str) -> DraftLesson:
    """A lesson of the user's draft. Raises NotFound."""
    rows = DraftLesson.objects.filter(draft__in=drafts_of(user).order_by(), draft__course__slug=course_slug)
    lesson = rows.select_related("draft__course__topic").filter(slug=lesson_slug).first()
    if lesson is None:
        raise NotFound
    return lesson


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module of a draft with its lessons."""

    title: dict[str, str]
    lessons: list[DraftLesson]


def modules_of(draft: CourseDraft) -> list[ModuleRow]:
    """The modules with their lessons, in their order. Two statements."""
    lessons = {each.slug: each for each in draft.lessons.prefetch_related("questions")}
    return [ModuleRow(each["title"], [lessons[slug] for slug in each["lessons"]]) for each in draft.outline["modules"]]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question of a draft: its row, and what can be read of it (empty where it is no TOML)."""

    question: DraftQuestion
    row: dict[str, Any]

    @property
    def text(self) -> str:
        """In the language that is active now, or in the other one; its id without both."""
        texts = [str(self.row.get(name) or "") for name in (language(), *LANGUAGES, "id")]
        return next((each for each in texts if each), "")


def shown_questions(lesson: DraftLesson) -> list[ShownQuestion]:
    """The questions of a lesson, in their order."""
    return [ShownQuestion(each, _row(each.text)) for each in lesson.questions.all()]


def _row(text: str) -> dict[str, Any]:
    try:
        return question_row(text)
    except UnreadableQuestion:
        return {}


@dataclass(frozen=True, slots=True)
class Preview:
    """A lesson of a draft as it would be read: its parts in English and in Bangla, None where one is missing."""

    titles: dict[str, str]
    rows: list[tuple[ShownBlock | None, ShownBlock | None]]
    faults: list[LessonFault]


def preview_of(lesson: DraftLesson) -> Preview:
    """What can be read of it so far."""
    texts = texts_of(lesson)
    digests = paths_in(lesson.draft.course, "".join(texts.values()))
    halves = {name: read_half(text) for name, text in texts.items()}
    sides: list[list[ShownBlock]] = []
    for name in LANGUAGES:
        blocks = [_shown(block, name, digests) for _line, block in halves[name].blocks]
        sides.append(rendered(blocks, name))
    titles = {name: half.title for name, half in halves.items()}
    return Preview(titles, list(zip_longest(sides[0], sides[1])), faults_of_lesson(lesson.draft.course, lesson))


def _shown(block: Block, name: str, digests: dict[str, str]) -> Block:
    shown: dict[str, Any] = {**block, name: block["content"]}
    if block["kind"] == "picture":
        shown["file"] = dict.fromkeys(LANGUAGES, digests.get(block["file"], "missing"))
    return shown
