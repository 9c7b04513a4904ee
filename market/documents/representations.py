"""Documents in the API, also of apps above: the serializers of a document."""

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.documents.models import Document


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document. `number` is how it is called, `corrected_by` are the numbers of credit notes that correct it,
    `check_url` is the address in its QR code, `sha256` the hash of its PDF ("" until it is drawn)."""

    number = serializers.CharField(source="full_number", read_only=True)
    amount = MoneyField(read_only=True, allow_null=True)
    corrects = serializers.CharField(source="corrects.full_number", default=None, read_only=True, allow_null=True)
    corrected_by = serializers.SerializerMethodField()
    check_url = serializers.CharField(read_only=True)

    class Meta:
        model = Document
        fields = [
            *("id", "kind", "number", "issued_at", "amount", "contract", "payout", "corrects", "corrected_by"),
            *("check_url", "sha256", "size"),
        ]
        read_only_fields = fields

    def get_corrected_by(self, row: Document) -> list[str]:
        """Numbers of the credit notes."""
        return [each.full_number for each in row.corrections.all()]


class WholeDocumentSerializer(DocumentSerializer):
    """A document with what it says: blocks of parties, facts, tables, texts and notes. Values keep their type: an
    amount is `{"money", "currency"}`, a day `{"day"}`, a word of the site `{"word"}`, a name `{"en", "bn"}`."""

    content = serializers.JSONField(read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "content"]
        read_only_fields = fields
