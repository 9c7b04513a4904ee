"""Saved searches in the API."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.search.alerts.actions import NAME_LENGTH
from market.search.alerts.descriptions import query_of, title_of
from market.search.models import SavedSearch


class SavedSearchFields(serializers.Serializer[Any]):
    """A search that is to be saved: `query` is the list's query string, "q=logo&district=bhola"."""

    list = serializers.ChoiceField(SavedSearch.List.choices)
    query = serializers.CharField(max_length=8000)
    name = TextField(most=NAME_LENGTH, allow_blank=True, required=False)
    frequency = serializers.ChoiceField(
        SavedSearch.Frequency.choices, required=False, help_text='"daily" where a new search says nothing.'
    )


class SavedSearchChanges(serializers.Serializer[Any]):
    """What is changed. A blank name is made of what was understood."""

    name = TextField(most=NAME_LENGTH, allow_blank=True, required=False)
    frequency = serializers.ChoiceField(SavedSearch.Frequency.choices, required=False)
    is_paused = serializers.BooleanField(required=False)


class SavedSearchSerializer(serializers.Serializer[SavedSearch]):
    """A saved search. New results are told next at `next_at`; null: at once, or never. `url` is the list's page.

    Not `is_searched`: a topic or skill of it was taken out of the catalogue, and nothing is told.
    """

    id = serializers.IntegerField()
    list = serializers.ChoiceField(SavedSearch.List.choices, source="kind")
    query = serializers.CharField()
    name = serializers.SerializerMethodField()
    frequency = serializers.ChoiceField(SavedSearch.Frequency.choices)
    is_paused = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True)
    next_at = serializers.SerializerMethodField()
    is_searched = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    def get_name(self, search: SavedSearch) -> str:
        """Its name, or what was understood, in the caller's language."""
        return title_of(search)

    def get_is_searched(self, search: SavedSearch) -> bool:
        """Whether its query still means what was saved."""
        return query_of(search) is not None

    def get_next_at(self, search: SavedSearch) -> datetime | None:
        """When its new results are told next."""
        return search.due_at if self.get_is_searched(search) else None
