"""Objections to attendance in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.attendance_objections.actions import REASON_LENGTH, TEXT_LENGTH, VALUES
from market.training.models import AttendanceObjection
from market.training.register.serializers import DecisionSerializer


class AttendanceDecisionSerializer(DecisionSerializer):
    """An officer's decision on an objection to attendance."""

    value = serializers.SerializerMethodField(help_text="What counts by it; empty: refused.")

    def get_value(self, decision: Any) -> str:
        """Of its mark."""
        return decision.new_mark.value if decision.new_mark else ""


class AttendanceObjectionSerializer(serializers.Serializer[Any]):
    """A trainee's objection to what counts of them in a class."""

    id = serializers.IntegerField()
    session = serializers.IntegerField(source="session_id")
    place = serializers.IntegerField(source="enrolment_id")
    name = serializers.CharField(source="enrolment.name_en", help_text="Of the trainee.")
    state = serializers.ChoiceField(AttendanceObjection.State.choices)
    text = serializers.CharField()
    files = serializers.SerializerMethodField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Silence decides nothing: then all officers hear of it.")
    may_ask_second = serializers.BooleanField()
    is_final = serializers.BooleanField()
    decisions = AttendanceDecisionSerializer(many=True, source="decisions.all")

    def get_files(self, objection: Any) -> list[str]:
        """The ids of the files."""
        return [str(each.pk) for each in objection.files.all()]


class AttendanceObjectionFields(serializers.Serializer[Any]):
    """An objection that is to be made, with the id of a file that was sent before."""

    text = TextField(most=TEXT_LENGTH)
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=1)


class AttendanceDecisionFields(serializers.Serializer[Any]):
    """The decision: what counts from now on, or empty to refuse. The trainee reads the reason."""

    value = serializers.ChoiceField(VALUES, allow_blank=True)
    reason = TextField(most=REASON_LENGTH)
