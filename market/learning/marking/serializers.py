"""What people mark, in the API; and statements about learning as xAPI 1.0.3 has them."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField, WholeNumberField, WrittenField
from market.learning.exams.models import REASON_LENGTH
from market.learning.marking.models import Remark, SittingMark


class AlikePersonSerializer(PersonSerializer):
    """Whose paper it is, by their public names."""


class AnswerToMarkSerializer(serializers.Serializer[Any]):
    """An answer that people mark, without a name. `stage`: which mark it waits for; null: none."""

    id = serializers.IntegerField(source="number")
    paper = serializers.IntegerField(help_text="The number of the paper, which names nobody.")
    question = serializers.IntegerField(source="answer.question_id")
    text = serializers.CharField(source="answer.question.text")
    criteria = serializers.JSONField(source="answer.question.body.criteria", help_text="The rubric, with its points.")
    answer = serializers.JSONField(source="answer.answer", help_text="A text, and ids of files.")
    stage = serializers.CharField(source="waits_for", allow_null=True)


class AnswerMarkFields(serializers.Serializer[Any]):
    """Points for each criterion, in the order of the rubric."""

    points = serializers.ListField(child=WholeNumberField(min_value=0), max_length=8)
    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")


class AnswerMarkSerializer(serializers.ModelSerializer[SittingMark]):
    """A mark that was given: `share` of 0 to 1."""

    class Meta:
        model = SittingMark
        fields = ["stage", "share", "points", "reason", "at"]
        read_only_fields = fields


class RunRemarkSerializer(serializers.ModelSerializer[Remark]):
    """An answer that is to be looked at again, without a name."""

    exam = serializers.IntegerField(source="sitting.exam_id")
    question = serializers.CharField(source="question.text")
    reason = WrittenField(writer="sitting.user_id")
    outcome = serializers.CharField(help_text="changed, stands, or empty while it waits.")

    class Meta:
        model = Remark
        fields = ["id", "exam", "question", "reason", "requested_at", "outcome", "answer", "decided_at"]
        read_only_fields = fields


class DecideRemarkFields(serializers.Serializer[Any]):
    """What the answer is worth in per cent (null: its mark stays), and why."""

    percent = WholeNumberField(min_value=0, max_value=100, allow_null=True)
    answer = TextField(most=REASON_LENGTH)


class SimilarSittingsSerializer(serializers.Serializer[Any]):
    """Two papers that are alike. It proves nothing: a person judges."""

    first = AlikePersonSerializer(source="first.user")
    second = AlikePersonSerializer(source="second.user")
    same_wrong = serializers.IntegerField(source="likeness.same_wrong")
    shared = serializers.IntegerField(source="likeness.shared", help_text="Questions that both answered.")
    expected = serializers.FloatField(source="likeness.expected", help_text="So many would be the same by chance.")
    close = serializers.IntegerField(source="likeness.close", help_text="Answered within a minute of each other.")
    surprise = serializers.FloatField(
        source="likeness.surprise", help_text="The negative decimal logarithm of the chance of that many."
    )


class AnswerCountSerializer(serializers.Serializer[Any]):
    """How often an answer was given."""

    answer = serializers.CharField()
    count = serializers.IntegerField()


class ExamQuestionStatisticsSerializer(serializers.Serializer[Any]):
    """How a question did."""

    id = serializers.IntegerField(source="question.pk")
    text = serializers.CharField(source="question.text")
    papers = serializers.IntegerField(source="figures.count")
    facility = serializers.FloatField(source="figures.facility", help_text="How much of it was right, 0 to 1.")
    discrimination = serializers.FloatField(
        source="figures.discrimination",
        allow_null=True,
        help_text="How far it goes with the rest of the paper, -1 to 1.",
    )
    is_weak = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()

    def get_is_weak(self, row: Any) -> bool:
        return bool(row.figures.weak)

    def get_counts(self, row: Any) -> list[dict[str, Any]]:
        """The choices, or the most frequent answers."""
        return [{"answer": each.text, "count": each.count} for each in row.counts]


class LearningStatementSerializer(serializers.Serializer[Any]):
    """A statement of xAPI 1.0.3. Actors are accounts of this site: its address and the user's id, no name."""

    id = serializers.UUIDField()
    version = serializers.CharField()
    timestamp = serializers.CharField()
    actor = serializers.DictField()
    verb = serializers.DictField()
    object = serializers.DictField()
    result = serializers.DictField(required=False)
