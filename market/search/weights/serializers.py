"""The weights of the ranking in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.search.finding.ranking import BOUNDS, DEFAULTS, Weights
from market.search.lists.filters import LONGEST_QUERY
from market.search.models import RankingVersion
from market.search.weights.actions import REASON_LENGTH
from market.search.weights.forms import LABELS
from market.search.weights.preview import MOST_QUERIES


class WeightsSerializer(serializers.Serializer[Any]):
    """The weights, in hundredths; those of the score sum to 100, and those of what is proof."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A whole number for each weight, beside what a subclass has."""
        weights = {name: serializers.IntegerField(help_text=str(label)) for name, label in LABELS.items()}
        return {**weights, **super().get_fields()}


class CurrentWeightsSerializer(WeightsSerializer):
    """The current weights with their version: who set it when, and why; 0 and nobody for those of the code."""

    number = serializers.IntegerField()
    is_default = serializers.SerializerMethodField()
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    bounds = serializers.SerializerMethodField(help_text="By weight: the least and the most that it may be.")

    def get_is_default(self, version: RankingVersion) -> bool:
        """Whether they are those that the site came with."""
        return version.weights == DEFAULTS

    def get_bounds(self, version: RankingVersion) -> dict[str, list[int]]:
        """The same for every version."""
        return {name: list(bounds) for name, bounds in BOUNDS.items()}


class ChosenWeights(WeightsSerializer):
    """Weights that are chosen; all of them are given."""

    @staticmethod
    def take_weights(fields: dict[str, Any]) -> Weights:
        """The weights out of the parsed body."""
        return Weights(**{name: fields.pop(name) for name in BOUNDS})


class WeightsChange(ChosenWeights):
    """Weights to rank by from now on. `number` is the version that they were chosen on."""

    number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = TextField(most=REASON_LENGTH)


class RankingPreviewFields(ChosenWeights):
    """Weights to preview, and the searches to do it on; without any, on the skills that most freelancers have."""

    queries = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_QUERY), max_length=MOST_QUERIES, default=list
    )


class RankingMoveSerializer(serializers.Serializer[Any]):
    """A freelancer with the place on the first page before and after; null: not on the page."""

    profile = serializers.IntegerField(source="profile.pk")
    name = serializers.CharField(source="profile.user.display_name")
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)


class RankingPreviewSerializer(serializers.Serializer[Any]):
    """The first page of a search before and after; `new_…` are the percents of what is seen there that are new."""

    q = serializers.CharField()
    moved = serializers.IntegerField()
    new_before = serializers.IntegerField()
    new_after = serializers.IntegerField()
    moves = RankingMoveSerializer(many=True)
