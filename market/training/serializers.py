"""Certificates in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer, TextField
from market.training.models import Appeal, Certificate, District, Topic


class CheckSerializer(serializers.Serializer[Any]):
    """What anybody may know of a serial."""

    serial = serializers.CharField()
    state = serializers.ChoiceField(Certificate.State.choices)
    topic = NameSerializer()
    year = serializers.IntegerField(help_text="The year in which the graduate finished.")
    name = serializers.CharField(required=False, help_text="Only with the certificate's sixteen-character code.")

    replaced_by = serializers.CharField(required=False, help_text="The number that counts now, of an earlier version.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Without the name where it may not be known."""
        shown = super().to_representation(instance)
        return {key: value for key, value in shown.items() if value or key not in ("name", "replaced_by")}


class ClaimFields(serializers.Serializer[Any]):
    """What stands on a graduate's letter."""

    serial = serializers.CharField(max_length=80)
    claim_code = serializers.CharField(max_length=100)


class HeldCertificateSerializer(serializers.Serializer[Any]):
    """The caller's own certificate."""

    serial = serializers.CharField()
    state = serializers.ChoiceField(Certificate.State.choices)
    topic = NameSerializer(source="batch.topic")
    district = NameSerializer(source="batch.district")
    year = serializers.IntegerField(source="batch.ended_on.year")
    name = serializers.CharField(source="name_en")
    claimed_at = serializers.DateTimeField()


class AppealSerializer(serializers.Serializer[Any]):
    """A graduate's appeal."""

    state = serializers.ChoiceField(Appeal.State.choices)
    statement = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="If nobody has decided by then, the revocation is lifted.")
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class AppealFields(serializers.Serializer[Any]):
    """An appeal that is to be made."""

    statement = TextField(most=2000)
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=20)


class MyCertificateSerializer(HeldCertificateSerializer):
    """The caller's own certificate, with revocation and appeal."""

    version = serializers.IntegerField()
    revoked_reason = serializers.CharField()
    appeal_until = serializers.DateTimeField(allow_null=True)
    appeal = AppealSerializer(allow_null=True)


class BadgeFields(serializers.Serializer[Any]):
    """What a badge shows."""

    with_name = serializers.BooleanField(default=False)


class BadgeSerializer(serializers.Serializer[Any]):
    """A badge: `credential` is an Open Badges 3.0 credential as VC-JWT, `address` is where anybody may fetch it."""

    address = serializers.CharField()
    credential = serializers.CharField()


class BatchSerializer(serializers.Serializer[Any]):
    """A batch."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    topic = NameSerializer()
    district = NameSerializer()
    started_on = serializers.DateField()
    ended_on = serializers.DateField()


class BatchFields(serializers.Serializer[Any]):
    """A batch that is to be recorded; topic and district by their slugs."""

    code = serializers.CharField(max_length=40)
    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all())
    started_on = serializers.DateField()
    ended_on = serializers.DateField()


class StepSerializer(serializers.Serializer[Any]):
    """How many reached a step; null where the number could identify people."""

    code = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)


class IncomeSerializer(serializers.Serializer[Any]):
    """Their income, rounded to hundreds."""

    total = MoneyField()
    people = serializers.IntegerField()


class OutcomesSerializer(serializers.Serializer[Any]):
    """Statistics of the graduates of a batch."""

    batch = BatchSerializer()
    issued = serializers.IntegerField()
    steps = StepSerializer(many=True)
    incomes = IncomeSerializer(many=True)
