"""Contracts in the API, and what their actions take."""

from typing import Any

from rest_framework import serializers

from market.contracts.models import Contract
from market.contracts.representations import MilestoneSerializer, PartySerializer
from market.contracts.workroom.actions import MOST_MORE_DAYS
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


class AcceptFields(serializers.Serializer[Any]):
    """`terms`: the number of the terms that were read; where others stand meanwhile, they are not accepted."""

    terms = WholeNumberField(min_value=1, max_value=32767, required=False, default=None)


class SubmitWorkFields(serializers.Serializer[Any]):
    """What is handed in: a note, and ids of uploads."""

    note = TextField(most=5000, allow_blank=True, default="")
    files = serializers.ListField(child=serializers.UUIDField(), max_length=20, default=list)


class RequestChangesFields(serializers.Serializer[Any]):
    """What should change, with ids of uploads, and in how many days; left out, the site's number. They are never due
    before the work was."""

    note = TextField(most=5000)
    files = serializers.ListField(child=serializers.UUIDField(), max_length=20, default=list)
    days = WholeNumberField(min_value=1, max_value=MOST_MORE_DAYS, required=False, allow_null=True, default=None)


class RequestRefundFields(serializers.Serializer[Any]):
    """Why the money is asked back."""

    reason = TextField(most=2000)
