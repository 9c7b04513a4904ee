"""Contracts and milestones as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from market.contracts.models import Contract
from market.contracts.representations import MilestoneSerializer, PartySerializer
from market.core.api.serializers import TextField, WholeNumberField


class JobTitleSerializer(serializers.Serializer[Any]):
    """The job that a contract came from."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class ContractSerializer(serializers.ModelSerializer[Contract]):
    """A contract with its milestones in order."""

    job = JobTitleSerializer(read_only=True, allow_null=True)
    client = PartySerializer(read_only=True)
    freelancer = PartySerializer(read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Contract
        fields = [
            "id",
            "state",
            "title",
            "job",
            "client",
            "freelancer",
            "conversation",
            "started_at",
            "ended_at",
            "milestones",
        ]
        read_only_fields = fields


@extend_schema_serializer(component_name="Deed")
class LogEntrySerializer(serializers.Serializer[Any]):
    """A log entry. `what` is a stable code, `sentence` is in the caller's language; `by` is null for the site."""

    at = serializers.DateTimeField()
    what = serializers.CharField()
    by = serializers.IntegerField(allow_null=True)
    milestone = serializers.IntegerField(allow_null=True)
    sentence = serializers.CharField()


class CalendarSerializer(serializers.Serializer[Any]):
    """Whoever has the address can read the deadlines."""

    url = serializers.URLField()
    made_at = serializers.DateTimeField()


class AcceptFields(serializers.Serializer[Any]):
    """`terms`: the number of the terms that were read; where others stand meanwhile, they are not accepted."""

    terms = WholeNumberField(min_value=1, max_value=32767, required=False, default=None)


class SubmitWorkFields(serializers.Serializer[Any]):
    """What is handed in: a note, and ids of uploads."""

    note = TextField(most=5000, allow_blank=True, default="")
    files = serializers.ListField(child=serializers.UUIDField(), max_length=20, default=list)


class RequestChangesFields(serializers.Serializer[Any]):
    """What should change."""

    note = TextField(most=5000)


class RequestRefundFields(serializers.Serializer[Any]):
    """Why the money is asked back."""

    reason = TextField(most=2000)
