"""Contracts and milestones as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.progress import Deadline, is_late, next_deadline
from market.core.api.serializers import MoneyField, TextField, WholeNumberField


class DeadlineSerializer(serializers.Serializer[Deadline]):
    """What happens at a deadline, and when."""

    what = serializers.CharField()
    at = serializers.DateTimeField()


class PartySerializer(serializers.Serializer[Any]):
    """A user as the other party sees them."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class RevisionsSerializer(serializers.Serializer[Any]):
    """Rounds of changes: how many the price includes, and how many are used."""

    included = serializers.IntegerField()
    used = serializers.IntegerField()


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A milestone with its money."""

    amount = MoneyField(read_only=True)
    held = MoneyField(read_only=True)
    released = MoneyField(read_only=True)
    refunded = MoneyField(read_only=True)
    charged_back = MoneyField(read_only=True)
    next_deadline = serializers.SerializerMethodField()
    revisions = serializers.SerializerMethodField()
    is_late = serializers.SerializerMethodField()

    class Meta:
        model = Milestone
        fields = [
            "id",
            "contract",
            "title",
            "amount",
            "days",
            "state",
            "held",
            "released",
            "refunded",
            "charged_back",
            "frozen_at",
            "revisions",
            "is_late",
            "next_deadline",
        ]
        read_only_fields = fields

    @extend_schema_field(DeadlineSerializer(allow_null=True))
    def get_next_deadline(self, milestone: Milestone) -> dict[str, Any] | None:
        """The next deadline, if any."""
        deadline = next_deadline(milestone)
        return dict(DeadlineSerializer(deadline).data) if deadline else None

    @extend_schema_field(RevisionsSerializer(allow_null=True))
    def get_revisions(self, milestone: Milestone) -> dict[str, int] | None:
        """Null where rounds of changes are not counted."""
        if milestone.revisions is None:
            return None
        return {"included": milestone.revisions, "used": milestone.revisions_used}

    def get_is_late(self, milestone: Milestone) -> bool:
        """Whether the work is due and not delivered."""
        return is_late(milestone)


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
