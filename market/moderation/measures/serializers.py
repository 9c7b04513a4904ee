"""Measures in the API, for the user whom they are about, and what the desk sends."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PublishedGroundSerializer, TextField, WholeNumberField
from market.moderation.appeals.serializers import MeasureAppealSerializer
from market.moderation.measures.actions import FACTS_LENGTH, MOST_DAYS, REASON_LENGTH
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Measure

LARGEST = 2**31


class StepFields(serializers.Serializer[Any]):
    """A measure. `days` for limit and suspend, and for hide if it is to end; `seen` as read from the case."""

    level = serializers.ChoiceField(Measure.Level.choices)
    ground = serializers.ChoiceField(sorted(GROUNDS))
    facts = TextField(most=FACTS_LENGTH)
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS, required=False, allow_null=True, default=None)
    seen = WholeNumberField(min_value=0, max_value=LARGEST)


class UndoFields(serializers.Serializer[Any]):
    """Why a measure is taken back: the user reads it. May be empty when confirming the end of a ban."""

    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")


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


class MeasureGroundSerializer(PublishedGroundSerializer):
    """A published ground, in the caller's language."""
