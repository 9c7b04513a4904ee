"""Suggestions in the API. Cards of people and jobs are serialized by their own apps."""

from typing import Any

from rest_framework import serializers


class SuggestionSerializer(serializers.Serializer[Any]):
    """A topic, skill or district that may be meant; `name` is in the caller's language."""

    kind = serializers.ChoiceField(["topic", "skill", "district"])
    slug = serializers.CharField()
    name = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Suggestions, best first."""

    results = SuggestionSerializer(many=True)
