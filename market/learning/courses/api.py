"""The API of courses: everybody reads them; who is signed in sees how far they are."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import PublicView
from market.learning.courses.queries import lesson_of, outline_of, outlines
from market.learning.courses.serializers import CourseOutlineDetailSerializer, CourseOutlineSerializer, LessonSerializer
from market.learning.progress.checks import checks_of


def reader_of(request: Request) -> User | None:
    """Who reads, if they are signed in."""
    return request.user if request.user.is_authenticated else None


class Courses(PublicView):
    """All courses."""

    pagination_class = None

    @extend_schema(responses=CourseOutlineSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The published versions, the common course first."""
        return Response(CourseOutlineSerializer(outlines(reader_of(request)), many=True).data)  # type: ignore[arg-type]


class CourseDetail(PublicView):
    """A course."""

    @extend_schema(responses=CourseOutlineDetailSerializer)
    def get(self, request: Request, course_slug: str) -> Response:
        """Its modules and lessons."""
        return self.respond(outline_of(course_slug, reader_of(request)), CourseOutlineDetailSerializer)


class LessonDetail(PublicView):
    """A lesson."""

    @extend_schema(responses=LessonSerializer)
    def get(self, request: Request, course_slug: str, lesson_slug: str) -> Response:
        """Its blocks in both languages, and its checks without their answers."""
        reader = reader_of(request)
        outline = outline_of(course_slug, reader)
        row = lesson_of(outline, lesson_slug)
        checks = checks_of(reader, outline.version.course, row)
        lesson: dict[str, Any] = {"lesson": row, "checks": checks, "progress": outline.progress.get(row.slug)}
        return self.respond(lesson, LessonSerializer)
