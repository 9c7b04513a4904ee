"""Contracts and milestones as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.contracts.models import Contract, Milestone
from market.contracts.progress import Deadline, next_deadline
from market.core.serializers import MoneyField, TextField


class DeadlineSerializer(serializers.Serializer[Deadline]):
    """What a running clock does, and when."""

    what = serializers.CharField()
    at = serializers.DateTimeField()


class PartySerializer(serializers.Serializer[Any]):
    """A person as the other party sees her."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A milestone with its money."""

    amount = MoneyField(read_only=True)
    held = MoneyField(read_only=True)
    released = MoneyField(read_only=True)
    refunded = MoneyField(read_only=True)
    next_deadline = serializers.SerializerMethodField()

    class Meta:
        model = Milestone
        fields = ["id", "contract", "title", "amount", "days", "state", "held", "released", "refunded", "next_deadline"]
        read_only_fields = fields

    @extend_schema_field(DeadlineSerializer(allow_null=True))
    def get_next_deadline(self, milestone: Milestone) -> dict[str, Any] | None:
        """The clock that runs now."""
        found = next_deadline(milestone)
        return dict(DeadlineSerializer(found).data) if found else None


class JobTitleSerializer(serializers.Serializer[Any]):
    """The job that a contract came from."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class ContractSerializer(serializers.ModelSerializer[Contract]):
    """A contract with its milestones in order."""

    job = JobTitleSerializer(read_only=True)
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
