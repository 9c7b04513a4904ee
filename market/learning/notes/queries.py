"""Which notes and bookmarks somebody has."""

from dataclasses import dataclass

from market.accounts.models import User
from market.learning.courses.models import Course, Lesson
from market.learning.courses.queries import Outline
from market.learning.notes.models import LessonNote

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class NotedLesson:
    """A lesson with what its reader keeps there."""

    outline: Outline
    lesson: Lesson
    note: LessonNote


def note_at(user: User | None, course: Course, lesson: str) -> LessonNote | None:
    """What the user keeps at a lesson."""
    rows = LessonNote.objects.visible_to(user) if user else LessonNote.objects.none()
    return rows.filter(course=course, lesson=lesson).first()


def noted_lessons(user: User, outlines: list[Outline]) -> list[NotedLesson]:
    """The lessons of these courses at which the user keeps something, in the order of the courses."""
    rows = LessonNote.objects.visible_to(user).kept()[:MOST_LISTED]
    notes = {(each.course_id, each.lesson): each for each in rows}
    return [
        NotedLesson(outline, lesson, notes[outline.version.course_id, lesson.slug])
        for outline in outlines
        for lesson in outline.lessons
        if (outline.version.course_id, lesson.slug) in notes
    ]
