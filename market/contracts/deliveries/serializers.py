"""Deliveries in the API."""

from django.urls import reverse
from rest_framework import serializers

from market.contracts.models import Delivery
from market.contracts.workroom.serializers import SubmitWorkFields
from market.files.archives import fits_archive
from market.files.representations import UploadSerializer


class DeliveredWorkSerializer(serializers.ModelSerializer[Delivery]):
    """Work that was handed in, and the changes that the client asked for, if any.

    Until `replaceable_until`, and until the client opens it, the freelancer can replace it. The new version has the
    same number; the freelancer alone sees the old one, with `replaced_at`.
    """

    files = UploadSerializer(many=True, read_only=True)
    changes_files = UploadSerializer(many=True, read_only=True)
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
            "opened_at",
            "replaceable_until",
            "replaced_at",
            "changes_note",
            "changes_files",
            "changes_requested_at",
        ]
        read_only_fields = fields

    def get_archive_url(self, delivery: Delivery) -> str | None:
        """Where all of its files can be taken at once."""
        return reverse("api_delivery_archive", args=[delivery.pk]) if fits_archive(delivery.files.all()) else None


class ReplaceDeliveryFields(SubmitWorkFields):
    """The new version: a note, and ids of uploads; those of the old one may be among them."""
