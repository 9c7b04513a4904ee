"""Devices that get pushes, in the API."""

from typing import Any

from rest_framework import serializers

from market.notifications.models import Subscription


class PushDeviceKeys(serializers.Serializer[Any]):
    """With what a browser's pushes are encrypted."""

    p256dh = serializers.CharField(max_length=120)
    auth = serializers.CharField(max_length=40)


class PushDeviceFields(serializers.Serializer[Any]):
    """A browser's push subscription, as its script gives it, and a name for it."""

    endpoint = serializers.CharField(max_length=1000)
    keys = PushDeviceKeys()
    device = serializers.CharField(max_length=60, allow_blank=True, default="")


class PushDeviceSerializer(serializers.ModelSerializer[Subscription]):
    """A device that gets pushes."""

    class Meta:
        model = Subscription
        fields = ["id", "device", "created_at"]
        read_only_fields = fields


class PushDevicesSerializer(serializers.Serializer[Any]):
    """The caller's devices, and the site's public key that a browser needs for a subscription."""

    key = serializers.CharField()
    devices = PushDeviceSerializer(many=True)
