"""Signed-in devices in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import Device


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """A device; `country` and `network`, the address it signed in from, are empty where they are not known."""

    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Device
        fields = ["id", "name", "country", "network", "signed_in_at", "seen_at", "is_current", "is_shared"]
        read_only_fields = fields

    def get_is_current(self, device: Device) -> bool:
        """Whether the request comes from it."""
        return bool(device.session_key == self.context["request"].session.session_key)


class EndDevicesFields(serializers.Serializer[Any]):
    """Whether API tokens end as well."""

    tokens = serializers.BooleanField(default=False)


class CountSerializer(serializers.Serializer[Any]):
    """How many."""

    count = serializers.IntegerField()
