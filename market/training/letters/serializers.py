"""Printings of letters and certificates in the API."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from market.training.models import Printing


class PrintingSerializer(serializers.Serializer[Any]):
    """Sheets that a job puts into one PDF, for the officer who asked. `file` is where it is taken once it is ready."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(Printing.State.choices)
    batch = serializers.IntegerField(source="batch_id")
    issuance = serializers.IntegerField(source="issuance_id", allow_null=True, help_text="Of letters.")
    part = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Then it is deleted.")
    file = serializers.SerializerMethodField()

    def get_file(self, printing: Printing) -> str | None:
        """Its address, once it is ready."""
        ready = printing.state == Printing.State.READY
        return reverse("api_printing_file", args=[printing.pk]) if ready else None


class PrintingFields(serializers.Serializer[Any]):
    """Which sheets: a long batch comes in parts of a hundred."""

    part = serializers.IntegerField(min_value=1, max_value=999, default=1)
