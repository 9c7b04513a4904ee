"""Funding in the API."""

from typing import Any

from rest_framework import serializers


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where the client pays."""

    checkout_url = serializers.URLField()


class FundSeveralFields(serializers.Serializer[Any]):
    """Which milestones are paid together."""

    milestones = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=20)
