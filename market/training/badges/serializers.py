"""Badges in the API."""

from typing import Any

from rest_framework import serializers


class BadgeFields(serializers.Serializer[Any]):
    """What a badge shows."""

    with_name = serializers.BooleanField(default=False)


class BadgeSerializer(serializers.Serializer[Any]):
    """A badge: `credential` is an Open Badges 3.0 credential as VC-JWT, `address` is where anybody may fetch it."""

    address = serializers.CharField()
    credential = serializers.CharField()
