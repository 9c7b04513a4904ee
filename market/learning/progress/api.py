"""The API of what people read and answered."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.learning.courses.models import Lesson
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.progress import actions as progress_actions
from market.learning.progress.checks import check_of
from market.learning.progress.serializers import (
    CheckAnswerFields,
    CheckAnswerSerializer,
    LessonProgressSerializer,
    ReadingFields,
)


class LessonView(DomainView):
    """Of one lesson of the version that the caller reads."""

    def lesson(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Lesson:
        """It. Raises NotFound."""
        return lesson_of(outline_of(course_slug, request.user), lesson_slug)


class LessonProgressDetail(LessonView):
    """How far the caller is."""

    fields = ReadingFields

    @extend_schema(request=ReadingFields, responses=LessonProgressSerializer)
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Note that so many blocks were read. Less than before changes nothing."""
        lesson = self.lesson(request, course_slug, lesson_slug)
        row = progress_actions.note_reading(by=request.user, lesson=lesson, **self.parsed())
        return self.respond(row, LessonProgressSerializer)


class AnswerCheck(LessonView):
    """A question within a lesson."""

    fields = CheckAnswerFields

    @extend_schema(request=CheckAnswerFields, responses=CheckAnswerSerializer)
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str, check_id: int) -> Response:
        """Answer it, as often as one likes."""
        lesson = self.lesson(request, course_slug, lesson_slug)
        question = check_of(lesson.version.course, lesson, check_id)
        row = progress_actions.answer_check(by=request.user, question=question, **self.parsed())
        return self.respond(row, CheckAnswerSerializer)
