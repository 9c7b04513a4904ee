"""Rubrics and assessments in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.accounts.models import User
from market.core.api.serializers import PersonSerializer, TextField, reader_of
from market.training.assessments.actions import TEXT_LENGTH
from market.training.assessments.models import Result
from market.training.assessments.rubric_actions import LEVEL_LENGTH, MOST_CRITERIA, NAME_LENGTH, SUM
from market.training.models import Assessment


class AssessorSerializer(PersonSerializer):
    """Who assessed a project."""


class CriterionSerializer(serializers.Serializer[Any]):
    """A criterion in the caller's language, with what each level looks like."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    points = serializers.IntegerField(help_text="At most.")
    strong = serializers.CharField()
    fair = serializers.CharField()
    weak = serializers.CharField()


class CriterionFields(serializers.Serializer[Any]):
    """A criterion as it is to be, in both languages."""

    name_en = TextField(most=NAME_LENGTH)
    name_bn = TextField(most=NAME_LENGTH)
    points = serializers.IntegerField(min_value=1, max_value=SUM, help_text="At most.")
    strong_en = TextField(most=LEVEL_LENGTH)
    strong_bn = TextField(most=LEVEL_LENGTH)
    fair_en = TextField(most=LEVEL_LENGTH)
    fair_bn = TextField(most=LEVEL_LENGTH)
    weak_en = TextField(most=LEVEL_LENGTH)
    weak_bn = TextField(most=LEVEL_LENGTH)


class RubricFields(serializers.Serializer[Any]):
    """The criteria of a topic, in their order; together they give 100 points."""

    criteria = serializers.ListField(child=CriterionFields(), min_length=1, max_length=MOST_CRITERIA)
    first_criterion = serializers.IntegerField(
        allow_null=True,
        default=None,
        help_text="The `id` of the first criterion that was read; refused if it is another.",
    )


class CriterionPointsSerializer(serializers.Serializer[Any]):
    """The points of a criterion."""

    criterion = serializers.IntegerField(source="criterion_id")
    name = serializers.CharField(source="criterion.name")
    points = serializers.IntegerField()
    most = serializers.IntegerField()


class AssessmentSerializer(serializers.Serializer[Any]):
    """An assessment that counts, or the caller's own."""

    part = serializers.ChoiceField(Assessment.Part.choices)
    round = serializers.IntegerField()
    version = serializers.IntegerField(source="version.number")
    assessor = AssessorSerializer()
    at = serializers.DateTimeField()
    percent = serializers.IntegerField(allow_null=True)
    result = serializers.ChoiceField(Result.choices)
    points = CriterionPointsSerializer(many=True, source="points.all")
    text = serializers.CharField()
    note = serializers.SerializerMethodField(help_text="For trainers and officers only; null for others.")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_note(self, assessment: Assessment) -> str | None:
        """The note, for the staff."""
        reader = reader_of(self)
        is_staff = reader.has_role(User.Role.OFFICER, User.Role.TRAINER)
        return assessment.note if is_staff and assessment.project.enrolment.trainee_id != reader.pk else None


class GivenPointsFields(serializers.Serializer[Any]):
    """Points for one criterion."""

    criterion = serializers.IntegerField()
    points = serializers.IntegerField(min_value=0)


class AssessFields(serializers.Serializer[Any]):
    """An assessment: points for each criterion, and the result that they allow."""

    points = GivenPointsFields(many=True)
    result = serializers.ChoiceField(Result.choices)
    text = TextField(most=TEXT_LENGTH)
    note = TextField(most=TEXT_LENGTH, allow_blank=True, default="")
    until = serializers.DateField(allow_null=True, default=None)


class DecideFields(serializers.Serializer[Any]):
    """The result of one of two assessors, and why."""

    result = serializers.ChoiceField(Result.choices)
    text = TextField(most=TEXT_LENGTH)
    until = serializers.DateField(allow_null=True, default=None)
