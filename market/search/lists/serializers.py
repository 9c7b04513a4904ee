"""Results of the lists in the API: cards, which are serialized by their own apps, and why each stands where it does."""

from typing import Any

from rest_framework import serializers

from market.jobs.representations import JobCardSerializer
from market.profiles.representations import ProfileCardSerializer
from market.services.representations import ServiceCardSerializer


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason for the place of a result: a stable code, and a sentence in the caller's language."""

    code = serializers.CharField()
    text = serializers.CharField()


class ExplainedMixin(serializers.Serializer[Any]):
    """The reasons of a result, only with `explain=1`."""

    why = ReasonSerializer(many=True, required=False)


class ProfileResultSerializer(ExplainedMixin, ProfileCardSerializer):
    """A profile in the list."""


class JobResultSerializer(ExplainedMixin, JobCardSerializer):
    """A job in the list."""


class ServiceResultSerializer(ExplainedMixin, ServiceCardSerializer):
    """A service in the list."""
