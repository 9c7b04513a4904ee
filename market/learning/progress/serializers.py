"""Progress in the API."""

from typing import Any

from rest_framework import serializers

from market.learning.progress.models import CheckAnswer, LessonProgress

MOST_BLOCKS = 1000


class LessonProgressSerializer(serializers.ModelSerializer[LessonProgress]):
    """How far the caller is in a lesson: done is what was read to the end and whose checks were answered rightly."""

    is_done = serializers.BooleanField()

    class Meta:
        model = LessonProgress
        fields = ["read_to", "read_at", "checked_at", "is_done"]
        read_only_fields = fields


class ReadingFields(serializers.Serializer[Any]):
    """How many blocks were read, from the beginning."""

    read_to = serializers.IntegerField(min_value=0, max_value=MOST_BLOCKS)


class CheckAnswerFields(serializers.Serializer[Any]):
    """An answer: single a key, picture a mark, multiple and order a list of keys, match for each left side the key of
    a right one, number and text a text, gap a list of texts. `client_id` is made on the device: sent twice is once."""

    answer = serializers.JSONField()
    client_id = serializers.UUIDField(required=False)


class CheckAnswerSerializer(serializers.ModelSerializer[CheckAnswer]):
    """Whether an answer was right, and why the right one is."""

    why = serializers.SerializerMethodField()

    class Meta:
        model = CheckAnswer
        fields = ["id", "is_right", "at", "why"]
        read_only_fields = fields

    def get_why(self, row: CheckAnswer) -> str:
        return row.question.why
