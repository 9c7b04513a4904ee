"""Funding in the API."""

from typing import Any

from rest_framework import serializers

from market.payments.funding.representations import FundFields


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where the client pays."""

    checkout_url = serializers.URLField()


class FundSeveralFields(FundFields):
    """Which milestones are paid together."""

    milestones = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=20)
