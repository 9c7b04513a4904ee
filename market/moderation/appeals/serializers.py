"""Appeals against measures in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.moderation.appeals.actions import REASONS_LENGTH, TEXT_LENGTH
from market.moderation.models import Appeal


class VerdictFields(serializers.Serializer[Any]):
    """Whether a measure stays ("upheld") or not ("lifted"), and why: the user reads it."""

    verdict = serializers.ChoiceField(["upheld", "lifted"])
    reasons = TextField(most=REASONS_LENGTH)


class MeasureAppealSerializer(serializers.ModelSerializer[Appeal]):
    """An appeal. `is_upheld`: whether the measure stays, null until it is decided."""

    class Meta:
        model = Appeal
        fields = ["text", "made_at", "due_at", "decided_at", "is_upheld", "reasons"]
        read_only_fields = fields


class MeasureAppealFields(serializers.Serializer[Any]):
    """Why the measure is wrong."""

    text = TextField(most=TEXT_LENGTH)
