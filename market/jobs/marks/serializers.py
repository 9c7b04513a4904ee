"""Saved and hidden jobs in the API."""

from rest_framework import serializers

from market.jobs.models import Mark


class MarkSerializer(serializers.Serializer[Mark]):
    """A job that was saved or hidden."""

    job = serializers.IntegerField(source="job_id")
    kind = serializers.ChoiceField(Mark.Kind.choices)
    at = serializers.DateTimeField()
