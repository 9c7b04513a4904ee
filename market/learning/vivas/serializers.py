"""Vivas in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField, WrittenField
from market.learning.exams.models import REASON_LENGTH
from market.learning.vivas.models import PLACE_LENGTH, Viva


class VivaPersonSerializer(PersonSerializer):
    """Whose paper is talked about."""


class RunVivaSerializer(serializers.ModelSerializer[Viva]):
    """A viva, for who runs the exam."""

    exam = serializers.IntegerField(source="sitting.exam_id")
    user = VivaPersonSerializer(source="sitting.user")
    place = WrittenField(writer="called_by_id")
    reason = WrittenField(writer="called_by_id")
    outcome = serializers.CharField(help_text="counts, void, or empty while it waits.")

    class Meta:
        model = Viva
        fields = ["id", "exam", "sitting", "user", "at", "place", "reason", "outcome", "answer", "decided_at"]
        read_only_fields = fields


class CallVivaFields(serializers.Serializer[Any]):
    """When and where, and what it is about."""

    at = serializers.DateTimeField()
    place = TextField(most=PLACE_LENGTH)
    reason = TextField(most=REASON_LENGTH)


class DecideVivaFields(serializers.Serializer[Any]):
    """Whether the paper counts, and why."""

    outcome = serializers.ChoiceField(choices=Viva.Outcome.choices)
    answer = TextField(most=REASON_LENGTH)
