"""Milestones and parties as the APIs of other apps show them too."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.contracts.models import Milestone
from market.contracts.workroom.progress import Deadline, is_late, next_deadline
from market.core.api.serializers import MoneyField, PersonSerializer


class DeadlineSerializer(serializers.Serializer[Deadline]):
    """What happens at a deadline, and when."""

    what = serializers.CharField()
    at = serializers.DateTimeField()


class PartySerializer(PersonSerializer):
    """A user as the other party sees them."""


class RevisionsSerializer(serializers.Serializer[Any]):
    """Rounds of changes: how many the price includes, and how many are used."""

    included = serializers.IntegerField()
    used = serializers.IntegerField()


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A milestone with its money. `due_at` is when work, or changes of it, are due, null where neither is;
    `cancel_at` when a notice to cancel late work ends, null where none runs."""

    amount = MoneyField(read_only=True)
    held = MoneyField(read_only=True)
    released = MoneyField(read_only=True)
    refunded = MoneyField(read_only=True)
    charged_back = MoneyField(read_only=True)
    given_back = MoneyField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)
    next_deadline = serializers.SerializerMethodField()
    revisions = serializers.SerializerMethodField()
    is_late = serializers.SerializerMethodField()

    class Meta:
        model = Milestone
        fields = [
            "id",
            "contract",
            "title",
            "done_when",
            "amount",
            "days",
            "state",
            "held",
            "released",
            "refunded",
            "charged_back",
            "given_back",
            "frozen_at",
            "revisions",
            "due_at",
            "is_late",
            "cancel_at",
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
