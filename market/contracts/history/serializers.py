"""Entries of a contract's log, and past work, in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from market.contracts.history.work import PastWork
from market.contracts.models import Contract
from market.core.api.serializers import MoneyField, NameSerializer


@extend_schema_serializer(component_name="Deed")
class LogEntrySerializer(serializers.Serializer[Any]):
    """A log entry. `what` is a stable code, `sentence` is in the caller's language; `by` is null for the site."""

    at = serializers.DateTimeField()
    what = serializers.CharField()
    by = serializers.IntegerField(allow_null=True)
    milestone = serializers.IntegerField(allow_null=True)
    sentence = serializers.CharField()


class PastWorkSerializer(serializers.Serializer[PastWork]):
    """Paid work. `title` and `client` are empty where they are not public; `least` and `most` bound what was paid."""

    title = serializers.CharField()
    topic = NameSerializer(allow_null=True)
    least = MoneyField(allow_null=True)
    most = MoneyField(allow_null=True)
    state = serializers.ChoiceField(Contract.State.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    client = serializers.CharField()
