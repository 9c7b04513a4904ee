"""Unfinished files in the API."""

from datetime import UTC

from django.urls import reverse
from rest_framework import serializers

from market.files.models import PartialUpload


class PartialUploadSerializer(serializers.ModelSerializer[PartialUpload]):
    """A file of the caller's that is being sent: `offset` of `size` bytes are there. `url` goes on with it."""

    url = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(default_timezone=UTC)
    expires_at = serializers.DateTimeField(default_timezone=UTC)

    class Meta:
        model = PartialUpload
        fields = ("id", "name", "size", "offset", "url", "metadata", "created_at", "expires_at")
        read_only_fields = fields

    def get_url(self, partial: PartialUpload) -> str:
        """Its address in the tus protocol."""
        return reverse("api_partial_upload", args=[partial.pk])
