"""Claims of outages in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.models import OutageClaim
from market.training.outage_claims.actions import REASON_LENGTH, TEXT_LENGTH, OutageDetails


class OutageClaimSerializer(serializers.Serializer[Any]):
    """A trainee's claim that an outage kept them from a class."""

    id = serializers.IntegerField()
    session = serializers.IntegerField(source="session_id")
    place = serializers.IntegerField(source="enrolment_id")
    name = serializers.CharField(source="enrolment.name_en", help_text="Of the trainee.")
    state = serializers.ChoiceField(OutageClaim.State.choices)
    cause = serializers.ChoiceField(OutageClaim.Cause.choices)
    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField()
    text = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Until then a trainer decides, afterwards officers.")
    escalated_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class OutageClaimFields(serializers.Serializer[Any]):
    """An outage that is claimed."""

    cause = serializers.ChoiceField(OutageClaim.Cause.choices)
    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField()
    text = TextField(most=TEXT_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the action takes it."""
        return {"details": OutageDetails(**attrs)}


class ClaimDecisionFields(serializers.Serializer[Any]):
    """The decision on a claim; the trainee reads the reason."""

    accept = serializers.BooleanField()
    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")
