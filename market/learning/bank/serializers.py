"""The bank of questions in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField
from market.learning.bank.models import QuestionSet
from market.learning.questions.models import REASON_LENGTH, Question


class AuthorSerializer(PersonSerializer):
    """Who wrote or read it, by their public names."""


class QuestionStatisticsSerializer(serializers.Serializer[Any]):
    """How a question is answered."""

    count = serializers.IntegerField(help_text="Of people; of each the first answer.")
    facility = serializers.FloatField(allow_null=True, help_text="The mean share that is right, 0 to 1.")
    discrimination = serializers.FloatField(
        allow_null=True, help_text="How far it goes with what the person answers beside it, -1 to 1."
    )
    choices = serializers.DictField(child=serializers.IntegerField(), help_text="By key or typed text.")
    weak = serializers.ListField(child=serializers.CharField(), help_text="Why it is flagged; empty: it is not.")


class BankQuestionSerializer(serializers.ModelSerializer[Question]):
    """A question with what is right."""

    course = serializers.CharField(source="course.slug")
    id_in_course = serializers.CharField(source="slug")
    author = AuthorSerializer(allow_null=True)
    reviewer = AuthorSerializer(allow_null=True)
    statistics = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields = [
            *("id", "course", "id_in_course", "number", "lesson", "use", "kind", "difficulty", "text_en", "text_bn"),
            *("why_en", "why_bn", "body", "author", "reviewer", "made_at", "retired_at", "retired_why", "statistics"),
        ]
        read_only_fields = fields

    def get_statistics(self, row: Question) -> QuestionStatisticsSerializer:
        """From the answers to this version."""
        return QuestionStatisticsSerializer(self.context["figures"][row.pk]).data  # type: ignore[return-value]


class QuestionVersionSerializer(serializers.ModelSerializer[Question]):
    """A version of a question, in short."""

    class Meta:
        model = Question
        fields = ["id", "number", "made_at", "retired_at", "retired_why"]
        read_only_fields = fields


class BankQuestionDetailSerializer(serializers.Serializer[Any]):
    """A question, and all its versions."""

    question = BankQuestionSerializer()
    history = QuestionVersionSerializer(many=True)


class QuestionChangeSerializer(serializers.Serializer[Any]):
    """What a set does to a question."""

    id = serializers.CharField()
    was = serializers.IntegerField(help_text="The number of the version that it changes; 0: it is new.")
    row = serializers.JSONField(allow_null=True, help_text="As in docs/course-file.md; null: it is asked no more.")
    why = serializers.CharField(required=False, help_text="Why it is asked no more.")


class QuestionSetSerializer(serializers.ModelSerializer[QuestionSet]):
    """Questions that wait for a second person, are in use, were sent back or withdrawn."""

    course = serializers.CharField(source="course.slug")
    author = AuthorSerializer()
    reviewer = AuthorSerializer(allow_null=True)
    changes = QuestionChangeSerializer(many=True)

    class Meta:
        model = QuestionSet
        fields = [
            *("id", "course", "state", "author", "reviewer", "file_name", "changes", "answer"),
            *("submitted_at", "decided_at"),
        ]
        read_only_fields = fields


class QuestionFileFields(serializers.Serializer[Any]):
    """A file of questions, GIFT or CSV; lesson, use and difficulty where it does not say them."""

    file = serializers.FileField(allow_empty_file=True)
    lesson = serializers.CharField(default="", allow_blank=True)
    use = serializers.ChoiceField(Question.Use.choices, default=Question.Use.EXAM)
    difficulty = serializers.ChoiceField(Question.Difficulty.choices, default=2)


class QuestionFaultSerializer(serializers.Serializer[Any]):
    """What is wrong on a line; 0: in the file as a whole."""

    line = serializers.IntegerField()
    sentence = serializers.CharField()


class CheckedRowSerializer(serializers.Serializer[Any]):
    """A question of a file."""

    line = serializers.IntegerField()
    question = serializers.JSONField(help_text="As in docs/course-file.md.")


class CheckedQuestionsSerializer(serializers.Serializer[Any]):
    """What submitting a file would do."""

    faults = QuestionFaultSerializer(many=True)
    rows = CheckedRowSerializer(many=True)
    same = serializers.IntegerField(help_text="How many stand in the bank already in these words.")


class QuestionRowFields(serializers.Serializer[Any]):
    """A question in other words."""

    question = serializers.DictField(help_text="As in docs/course-file.md; its id and kind stay.")


class NewQuestionFields(serializers.Serializer[Any]):
    """A question that is wholly new."""

    question = serializers.DictField(help_text="As in docs/course-file.md, pictures by digest; id may be left out.")


class QuestionPictureFields(serializers.Serializer[Any]):
    """A picture: SVG, PNG, JPEG or WebP."""

    file = serializers.FileField(allow_empty_file=True)


class QuestionPictureSerializer(serializers.Serializer[Any]):
    """A picture that questions may show."""

    digest = serializers.CharField()


class QuestionReasonFields(serializers.Serializer[Any]):
    """Why."""

    reason = TextField(most=REASON_LENGTH)


class QuestionTextFileSerializer(serializers.Serializer[Any]):
    """A file."""

    name = serializers.CharField()
    content = serializers.CharField()
