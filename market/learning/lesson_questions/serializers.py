"""Questions at lessons in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField, WrittenField, reader_of
from market.learning.lesson_questions.actions import ANSWER_LENGTH, QUESTION_LENGTH
from market.learning.lesson_questions.models import REASON_LENGTH, LessonQuestion
from market.learning.lesson_questions.queries import answers_to


class LearnerSerializer(PersonSerializer):
    """Who asks or answers, by their public names."""


class LessonTextSerializer(serializers.Serializer[Any]):
    """What somebody wrote at a lesson. What is hidden, its writer, trainers and officers read."""

    id = serializers.IntegerField()
    text = WrittenField(writer="written_by_id")
    written_by = LearnerSerializer()
    written_at = serializers.DateTimeField()
    hidden_at = serializers.DateTimeField(allow_null=True)
    hidden_because = serializers.CharField(help_text="Empty: its writer took it back.")


class LessonAnswerSerializer(LessonTextSerializer):
    """An answer."""

    is_best = serializers.SerializerMethodField()

    def get_is_best(self, answer: Any) -> bool:
        return bool(answer.question.best_id == answer.pk)


class LessonQuestionRowSerializer(LessonTextSerializer):
    """A question in a list."""

    answer_count = serializers.IntegerField()


class LessonQuestionSerializer(LessonTextSerializer):
    """A question with its answers, the best one first."""

    course = serializers.CharField(source="course.slug")
    lesson = serializers.CharField()
    answers = serializers.SerializerMethodField()

    @extend_schema_field(LessonAnswerSerializer(many=True))
    def get_answers(self, question: LessonQuestion) -> list[Any]:
        rows = answers_to(question, reader_of(self))
        for each in rows:
            each.question = question
        return list(LessonAnswerSerializer(rows, many=True, context=self.context).data)


class LessonQuestionFields(serializers.Serializer[Any]):
    """A question. `client_id` is made on the device: sent twice is once."""

    text = TextField(most=QUESTION_LENGTH)
    client_id = serializers.UUIDField(required=False)


class LessonAnswerFields(serializers.Serializer[Any]):
    """An answer. `client_id` is made on the device: sent twice is once."""

    text = TextField(most=ANSWER_LENGTH)
    client_id = serializers.UUIDField(required=False)


class HideLessonTextFields(serializers.Serializer[Any]):
    """Why it is hidden. Who takes back what they wrote gives no reason."""

    reason = TextField(most=REASON_LENGTH, required=False, allow_blank=True)
