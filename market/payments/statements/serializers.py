"""Ledger transactions in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField


class EntrySerializer(serializers.Serializer[Any]):
    """A ledger transaction: `key` is unique, `hash` is that of its content, `block` the block that seals it."""

    at = serializers.DateTimeField()
    milestone = serializers.IntegerField()
    kind = serializers.CharField()
    amount = MoneyField()
    fee = MoneyField()
    key = serializers.CharField()
    hash = serializers.CharField()
    block = serializers.IntegerField(allow_null=True)
