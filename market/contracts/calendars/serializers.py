"""The calendar feed's address in the API."""

from typing import Any

from rest_framework import serializers


class CalendarSerializer(serializers.Serializer[Any]):
    """Whoever has the address can read the deadlines."""

    url = serializers.URLField()
    made_at = serializers.DateTimeField()
