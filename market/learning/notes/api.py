"""The API of notes and bookmarks: everybody has their own."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.learning.courses.models import Lesson
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.notes import actions as notes_actions
from market.learning.notes.actions import Writing
from market.learning.notes.models import LessonNote
from market.learning.notes.queries import note_at
from market.learning.notes.serializers import BookmarkFields, LessonNoteFields, LessonNoteSerializer


def _lesson(request: MemberRequest, course_slug: str, lesson_slug: str) -> Lesson:
    return lesson_of(outline_of(course_slug, request.user), lesson_slug)


class LessonNotes(DomainView):
    """All that the caller keeps at lessons."""

    @extend_schema(responses=LessonNoteSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Notes and bookmarks, the newest first."""
        rows = LessonNote.objects.visible_to(request.user).kept().select_related("course").order_by("-pk")
        return self.page_of(rows, LessonNoteSerializer)


class LessonNoteDetail(DomainView):
    """What the caller keeps at a lesson."""

    fields = LessonNoteFields

    @extend_schema(responses=LessonNoteSerializer)
    def get(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """The note and the bookmark; empty ones where there is nothing."""
        lesson = _lesson(request, course_slug, lesson_slug)
        course = lesson.version.course
        row = note_at(request.user, course, lesson.slug) or LessonNote(course=course, lesson=lesson.slug)
        return self.respond(row, LessonNoteSerializer)

    @extend_schema(request=LessonNoteFields, responses=LessonNoteSerializer)
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Save the note. Sent twice is once; where another device has written meanwhile, both texts stay."""
        lesson = _lesson(request, course_slug, lesson_slug)
        row = notes_actions.save_note(by=request.user, lesson=lesson, writing=Writing(**self.parsed()))
        return self.respond(row, LessonNoteSerializer)


class BookmarkLesson(DomainView):
    """A bookmark."""

    fields = BookmarkFields

    @extend_schema(request=BookmarkFields, responses=LessonNoteSerializer)
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Mark the lesson, or take the mark away. Repeated it changes nothing."""
        lesson = _lesson(request, course_slug, lesson_slug)
        return self.respond(
            notes_actions.bookmark_lesson(by=request.user, lesson=lesson, **self.parsed()), LessonNoteSerializer
        )
