"""The agreement to terms and privacy notice in the API."""

from datetime import date
from typing import Any

from django.conf import settings
from rest_framework import serializers

from market.accounts.models import User


class AgreementFields(serializers.Serializer[Any]):
    """The version that the caller has read."""

    version = serializers.CharField(max_length=20)


class AgreementSerializer(serializers.Serializer[User]):
    """Which version of the terms and the privacy notice holds, and which one the caller agreed to."""

    version = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()
    agreed_version = serializers.CharField(source="consent_version")
    agreed_at = serializers.DateTimeField(source="consented_at", allow_null=True)
    is_asked = serializers.SerializerMethodField(help_text="Whether the caller must agree before changing anything.")

    def get_version(self, _person: User) -> str:
        """The newest."""
        return str(settings.CONSENT_VERSION)

    def get_since(self, _person: User) -> date:
        """From which day on people are asked for it."""
        return settings.CONSENT_SINCE

    def get_is_asked(self, person: User) -> bool:
        """See the field."""
        return not person.has_agreed
