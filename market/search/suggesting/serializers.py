"""Suggestions and past searches in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.search.lists.filters import LONGEST_QUERY
from market.search.models import PastSearch


class SuggestionSerializer(serializers.Serializer[Any]):
    """Something that may be meant; `name` is in the caller's language, `url` leads to it.

    `slug` is that of a topic, skill or district; of a person or a service it is the id, of a past search empty.
    `detail` is what tells a person from others of the name.
    """

    kind = serializers.ChoiceField(["skill", "topic", "district", "search", "person", "service"])
    slug = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    url = serializers.CharField()
    detail = serializers.CharField(required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Without an empty detail: an answer is to be small."""
        return {name: value for name, value in super().to_representation(instance).items() if name != "detail" or value}


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Suggestions, best first, those of one kind together."""

    results = SuggestionSerializer(many=True)


class PastSearchSerializer(serializers.ModelSerializer[PastSearch]):
    """A search of the caller; `url` repeats it."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = PastSearch
        fields = ("q", "list", "at", "url")


class PastSearchFields(serializers.Serializer[Any]):
    """A search: its words, and the list in which it was made; empty for the search in all."""

    q = TextField(most=LONGEST_QUERY, max_length=LONGEST_QUERY)
    list = serializers.ChoiceField(PastSearch.List.choices, default="", allow_blank=True)
