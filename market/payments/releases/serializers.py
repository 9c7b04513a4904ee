"""Releases in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField


class ReleasePartFields(serializers.Serializer[Any]):
    """How much is released."""

    amount = MoneyField()
