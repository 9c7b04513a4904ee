"""Certificates in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import NameSerializer
from market.training.appeals.serializers import AppealSerializer
from market.training.models import Certificate


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


class MyCertificateSerializer(HeldCertificateSerializer):
    """The caller's own certificate, with revocation and appeal."""

    version = serializers.IntegerField()
    revoked_reason = serializers.CharField()
    appeal_until = serializers.DateTimeField(allow_null=True)
    appeal = AppealSerializer(allow_null=True)
