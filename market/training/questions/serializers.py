"""Questions about classes in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField, reader_of
from market.training.classes.adding_actions import TEXT_LENGTH, teaches
from market.training.models import ClassQuestion
from market.training.questions.actions import QUESTION_LENGTH


class AskerSerializer(PersonSerializer):
    """A trainee who asks."""


class ClassQuestionSerializer(serializers.Serializer[Any]):
    """A question about a class; who asks, only its trainers and the trainee read."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    asked_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(allow_null=True)
    asked_by = serializers.SerializerMethodField(help_text="Null for other trainees.")
    answer = serializers.CharField()
    answered_by = AskerSerializer(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(AskerSerializer(allow_null=True))
    def get_asked_by(self, question: ClassQuestion) -> dict[str, Any] | None:
        """Who asks, for the trainers of the class and for the one who asks."""
        reader = reader_of(self)
        is_known = question.asked_by_id == reader.pk or self._teaches(question)
        return dict(AskerSerializer(question.asked_by, context=self.context).data) if is_known else None

    def _teaches(self, question: ClassQuestion) -> bool:
        """Asked once for all questions of a class."""
        key = f"teaches {question.session_id}"
        answers: dict[str, Any] = self.context  # type: ignore[assignment]  # it is a dict, made for one answer
        if key not in answers:
            answers[key] = teaches(reader_of(self), question.session)
        return bool(answers[key])


class ClassQuestionFields(serializers.Serializer[Any]):
    """A question as it is to be."""

    text = TextField(most=QUESTION_LENGTH)


class ClassAnswerFields(serializers.Serializer[Any]):
    """The answer for all."""

    answer = TextField(most=TEXT_LENGTH)
