"""Measures in the API, for the user whom they are about."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PublishedGroundSerializer, TextField
from market.moderation.appeals.actions import TEXT_LENGTH
from market.moderation.models import Appeal, Measure


class MeasureAppealSerializer(serializers.ModelSerializer[Appeal]):
    """An appeal. `is_upheld`: whether the measure stays, null until it is decided."""

    class Meta:
        model = Appeal
        fields = ["text", "made_at", "due_at", "decided_at", "is_upheld", "reasons"]
        read_only_fields = fields


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A statement of reasons: what was decided, about which item, on which ground and facts, for how long.

    `was_reported` and `was_flagged` say how moderators found it: somebody reported it, a rule of the site flagged it.
    Moderators decide in each case.
    """

    ending = serializers.ChoiceField(Measure.Ending.choices, allow_blank=True, read_only=True)
    ground_name = serializers.CharField(read_only=True)
    ground_meaning = serializers.CharField(read_only=True)
    is_standing = serializers.BooleanField(read_only=True)
    can_be_appealed = serializers.BooleanField(read_only=True)
    appeal = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Measure
        fields = [
            "id",
            "level",
            "kind",
            "thing",
            "title",
            "ground",
            "ground_name",
            "ground_meaning",
            "facts",
            "was_reported",
            "was_flagged",
            "imposed_at",
            "until",
            "is_standing",
            "ended_at",
            "ending",
            "end_reason",
            "appeal_until",
            "can_be_appealed",
            "appeal",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(MeasureAppealSerializer(allow_null=True))
    def get_appeal(self, measure: Measure) -> dict[str, Any] | None:
        """The appeal, if there is one."""
        appeal = getattr(measure, "appeal", None)
        return dict(MeasureAppealSerializer(appeal).data) if appeal else None


class MeasureAppealFields(serializers.Serializer[Any]):
    """Why the measure is wrong."""

    text = TextField(most=TEXT_LENGTH)


class MeasureGroundSerializer(PublishedGroundSerializer):
    """A published ground, in the caller's language."""
