"""The officers' part of the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from market.core.api.serializers import NameSerializer, TextField
from market.training.batches.serializers import BatchSerializer
from market.training.issuing.csv_import import MAX_LINES, Graduate
from market.training.models import Batch, Certificate, Issuance


class RecordSerializer(serializers.Serializer[Any]):
    """A certificate as officers see it. `name_en` and `name_bn` are private."""

    id = serializers.IntegerField()
    serial = serializers.CharField()
    state = serializers.ChoiceField(Certificate.State.choices)
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    batch = serializers.CharField(source="batch.code")
    topic = NameSerializer(source="batch.topic")
    district = NameSerializer(source="batch.district")
    version = serializers.IntegerField()
    issued_on = serializers.DateField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_reason = serializers.CharField()


class IssuanceSerializer(serializers.Serializer[Any]):
    """What one officer prepared and another decides on.

    "releasing": its certificates are being made, a part at a time. "stopped": released again, it goes on.
    """

    id = serializers.IntegerField()
    purpose = serializers.ChoiceField(Issuance.Purpose.choices)
    state = serializers.ChoiceField(Issuance.State.choices)
    batch = BatchSerializer()
    names = serializers.IntegerField(source="count", help_text="How many.")
    made = serializers.IntegerField(source="made_count", help_text="How many of the new certificates are made.")
    why = serializers.CharField(help_text="Of a correction, a letter or a revocation.")
    prepared_by = serializers.CharField(source="prepared_by.display_name")
    prepared_at = serializers.DateTimeField()
    decided_by = serializers.CharField(source="decided_by.display_name", default=None, allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Why it was refused.")
    letters_until = serializers.DateTimeField(
        source="sealed_until", allow_null=True, help_text="Until when who released it can print its letters."
    )
    url = serializers.CharField(source="get_absolute_url")


class PreparedNameSerializer(serializers.Serializer[Any]):
    """One graduate of an issuance."""

    line = serializers.IntegerField()
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    serial = serializers.CharField(help_text="Empty until release where the next number is given.")
    certificate = serializers.IntegerField(source="certificate_id", allow_null=True)


class _CellField(serializers.CharField):
    """A cell of a list; it is validated with the whole list, in `issuing.checks`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, allow_blank=True, default="", **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """With single spaces."""
        return " ".join(super().to_internal_value(data).split())


class GraduateFields(serializers.Serializer[Any]):
    """A graduate; `serial` only for one who has a certificate on paper already."""

    name_en = _CellField()
    name_bn = _CellField()
    serial = _CellField()
    district = _CellField(help_text="Compared with the batch's, and not kept.")


class IssuanceFields(serializers.Serializer[Any]):
    """New certificates that are to be prepared."""

    batch = serializers.PrimaryKeyRelatedField(queryset=Batch.objects.select_related("topic", "district"))
    graduates = GraduateFields(many=True)
    different_people = serializers.BooleanField(default=False, help_text="Those with equal names are different people.")

    def validate_graduates(self, rows: list[dict[str, Any]]) -> list[Graduate]:
        """The rows as Graduate, numbered from 1."""
        if not 0 < len(rows) <= MAX_LINES:
            raise serializers.ValidationError(_("Prepare 1 to 5,000 certificates at a time."))
        return [Graduate(**row, line=number) for number, row in enumerate(rows, start=1)]


class DeskReasonFields(serializers.Serializer[Any]):
    """The reason; that of a revocation or a refusal is shown to the affected user."""

    reason = TextField(most=300)


class CorrectionFields(DeskReasonFields):
    """The corrected name."""

    name_en = TextField(most=120)
    name_bn = TextField(most=120, allow_blank=True, default="")
