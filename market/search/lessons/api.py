"""Search in lessons, in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import PublicView
from market.core.web.throttles import searches
from market.learning.courses.representations import InBothField
from market.search.lessons.queries import FoundLesson, find_lessons
from market.search.messages.api import WordsField
from market.search.messages.serializers import PieceSerializer


class FoundLessonSerializer(serializers.Serializer[FoundLesson]):
    """A lesson that matches; the pieces together are the part of its text in which the words stand."""

    course = serializers.CharField(source="version.course.slug")
    lesson = serializers.CharField(source="lesson.slug")
    title = InBothField("title", source="lesson")
    excerpt = PieceSerializer(many=True)


class SearchLessons(PublicView):
    """Search in lessons."""

    pagination_class = None

    @extend_schema(operation_id="lessons_search", parameters=[WordsField], responses=FoundLessonSerializer(many=True))
    def get(self, request: Request) -> Response:
        """At most 20 with all of the words, in either language: those with the words in the title first."""
        searches.check(request)
        fields = WordsField(data=request.query_params)
        fields.is_valid(raise_exception=True)
        reader: Any = request.user if request.user.is_authenticated else None
        rows = find_lessons(reader, fields.validated_data["q"])
        return Response(FoundLessonSerializer(rows, many=True, context={"request": request}).data)  # type: ignore[arg-type]
