"""The figures of the programme in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.training.tracer.results import tracer_results
from market.training.tracer.serializers import TracerStageSerializer


class FigureEarnedSerializer(serializers.Serializer[Any]):
    """What the people of a group earned in one currency. Null: of too few people."""

    total = MoneyField(allow_null=True)
    median = MoneyField(allow_null=True)


class FigureCountsSerializer(serializers.Serializer[Any]):
    """How many reached each step. Null: fewer than five people in each block, or nothing is kept of it."""

    applied = serializers.IntegerField(allow_null=True)
    selected = serializers.IntegerField(allow_null=True)
    attended = serializers.IntegerField(allow_null=True)
    graduated = serializers.IntegerField(allow_null=True)
    worked = serializers.IntegerField(allow_null=True, help_text="Had a first contract.")
    paid = serializers.IntegerField(allow_null=True, help_text="Had a first pay.")


class FigureRowSerializer(serializers.Serializer[Any]):
    """A group of people."""

    key = serializers.CharField(help_text='The id of the phase, district or topic, or the year; "" for all.')
    name = serializers.CharField()
    counts = FigureCountsSerializer()
    earned = FigureEarnedSerializer(many=True)
    to_come = serializers.ListField(child=serializers.CharField(), help_text="Steps that nobody can have reached yet.")


class FiguresSerializer(serializers.Serializer[Any]):
    """The figures of a programme by one grouping."""

    programme = serializers.IntegerField(source="snapshot.programme_id")
    counted_at = serializers.DateTimeField(source="snapshot.counted_at")
    earned_until = serializers.DateField(allow_null=True, help_text="What counts was earned before this day.")
    rows = FigureRowSerializer(many=True)
    all = FigureRowSerializer()
    tracer = serializers.SerializerMethodField()

    @extend_schema_field(TracerStageSerializer(many=True))
    def get_tracer(self, table: Any) -> Any:
        """What graduates answered 3, 6 and 12 months after their certificates."""
        return TracerStageSerializer(tracer_results(table.snapshot.programme), many=True).data
