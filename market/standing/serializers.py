"""Standings in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import User
from market.profiles.freelancers.standings import LEVELS, NEW
from market.standing.formula import INPUTS

NAMES = tuple(dict.fromkeys(each.name for inputs in INPUTS.values() for each in inputs))
CODES = (NEW[0], *(code for _least, code, _word in LEVELS))


class InputSerializer(serializers.Serializer[Any]):
    """An input. `good` of `count` went well (for reviews: the sum of the stars, each from 0 to 1). `points` of `most`
    are of the hundred; null while it does not count, because `count` is too small.
    """

    name = serializers.ChoiceField(NAMES, source="input.name")
    title = serializers.CharField(source="input.title")
    weight = serializers.IntegerField(source="input.weight")
    counted = serializers.CharField(source="input.counted")
    better = serializers.CharField(source="input.better")
    good = serializers.DecimalField(max_digits=9, decimal_places=2)
    count = serializers.IntegerField()
    points = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)
    most = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)


class ScoreSerializer(serializers.Serializer[Any]):
    """A user's standing on a side. `points` null: new. `counted_at`: all events before it are included."""

    side = serializers.ChoiceField(User.Side.choices)
    points = serializers.IntegerField(allow_null=True)
    level = serializers.ChoiceField(CODES)
    word = serializers.CharField()
    counted_at = serializers.DateTimeField(allow_null=True)
    inputs = InputSerializer(many=True)


class CountedDeedSerializer(serializers.Serializer[Any]):
    """An event that counts: how well it went, from 0 to 1."""

    at = serializers.DateTimeField()
    good = serializers.DecimalField(max_digits=3, decimal_places=2)
    title = serializers.CharField()
    url = serializers.CharField(source="on.get_absolute_url")


class OwnInputSerializer(InputSerializer):
    """An input of the caller's, with its events, newest first."""

    deeds = CountedDeedSerializer(many=True)


class OwnScoreSerializer(ScoreSerializer):
    """The caller's standing on a side, with the events of each input."""

    inputs = OwnInputSerializer(many=True)
