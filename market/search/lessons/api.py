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


class LessonWords(WordsField):
    """The same, and which page of what was found."""

    page = serializers.IntegerField(default=1, min_value=1, max_value=1000, help_text="The next 20.")


class SearchLessons(PublicView):
    """Search in lessons."""

    pagination_class = None

    @extend_schema(operation_id="lessons_search", parameters=[LessonWords], responses=FoundLessonSerializer(many=True))
    def get(self, request: Request) -> Response:
        """20 with all of the words, in either language: those with the words in the title first."""
        searches.check(request)
        fields = LessonWords(data=request.query_params)
        fields.is_valid(raise_exception=True)
        reader: Any = request.user if request.user.is_authenticated else None
        page = fields.validated_data["page"]
        shown = find_lessons(reader, fields.validated_data["q"], page)
        rows = shown.object_list if shown.number == page else []
        return Response(FoundLessonSerializer(rows, many=True, context={"request": request}).data)  # type: ignore[arg-type]
