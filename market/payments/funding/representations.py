"""The way to pay, in the requests of this API and of those above it."""

from typing import Any

from rest_framework import serializers

from market.payments.provider.rails import RAILS


class FundFields(serializers.Serializer[Any]):
    """The way to pay; left out, the one that the client used last, or the first of the currency."""

    rail = serializers.ChoiceField(choices=sorted(RAILS), required=False)
