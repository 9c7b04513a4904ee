"""Copies of a user's data, and closing the account, in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import Export


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A copy; the file is at `exports/{id}/file/` while it is ready."""

    class Meta:
        model = Export
        fields = ["id", "state", "asked_at", "ready_at", "expires_at", "size"]
        read_only_fields = fields


class ClosingFields(serializers.Serializer[Any]):
    """The caller's password."""

    password = serializers.CharField(max_length=200, trim_whitespace=False)


class ClosingSerializer(serializers.Serializer[Any]):
    """When all is erased."""

    erased_at = serializers.DateTimeField()
