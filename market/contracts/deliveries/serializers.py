"""Deliveries in the API."""

from django.urls import reverse
from rest_framework import serializers

from market.contracts.models import Delivery
from market.files.archives import fits_archive
from market.files.representations import UploadSerializer


class DeliveredWorkSerializer(serializers.ModelSerializer[Delivery]):
    """Work that was handed in, and the changes that the client asked for, if any."""

    files = UploadSerializer(many=True, read_only=True)
    archive_url = serializers.SerializerMethodField(
        help_text="All files as one ZIP, in this API; null where there is one alone, or they are too large together."
    )

    class Meta:
        model = Delivery
        fields = [
            "id",
            "number",
            "note",
            "files",
            "archive_url",
            "submitted_at",
            "changes_note",
            "changes_requested_at",
        ]
        read_only_fields = fields

    def get_archive_url(self, delivery: Delivery) -> str | None:
        """Where all of its files can be taken at once."""
        return reverse("api_delivery_archive", args=[delivery.pk]) if fits_archive(delivery.files.all()) else None
