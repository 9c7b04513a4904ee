"""Checks of documents and billing details in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.documents.actions import ADDRESS_LENGTH, NAME_LENGTH, TAX_LENGTH
from market.documents.models import BillingDetails, Document


class DocumentCheckSerializer(serializers.ModelSerializer[Document]):
    """What anybody with the code of a document may know: `state` is valid, corrected or withdrawn; the last has no
    content any more, since its owner's account is erased."""

    number = serializers.CharField(source="full_number", read_only=True)
    state = serializers.ChoiceField(["valid", "corrected", "withdrawn"], read_only=True)
    corrected_by = serializers.SerializerMethodField()
    content = serializers.JSONField(read_only=True)

    class Meta:
        model = Document
        fields = ["kind", "number", "issued_at", "state", "corrected_by", "sha256", "content"]
        read_only_fields = fields

    def get_corrected_by(self, row: Document) -> list[str]:
        """Numbers of the credit notes."""
        return [each.full_number for each in row.corrections.all()]


class BillingDetailsSerializer(serializers.ModelSerializer[BillingDetails]):
    """What stands on the caller's invoices."""

    class Meta:
        model = BillingDetails
        fields = ["name", "address", "tax_number", "updated_at"]
        read_only_fields = fields


class BillingDetailsFields(serializers.Serializer[Any]):
    """What is to stand on the caller's invoices."""

    name = TextField(most=NAME_LENGTH)
    address = TextField(most=ADDRESS_LENGTH)
    tax_number = TextField(most=TAX_LENGTH, required=False, default="", allow_blank=True)
