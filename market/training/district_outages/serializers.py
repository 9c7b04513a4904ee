"""Outages of districts in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import NameSerializer
from market.training.district_outages.models import DistrictOutage
from market.training.models import District


class DistrictOutageSerializer(serializers.Serializer[Any]):
    """For some hours people of a district cannot work: their deadlines wait."""

    id = serializers.IntegerField()
    district = NameSerializer()
    reason = serializers.ChoiceField(DistrictOutage.Reason.choices)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    state = serializers.ChoiceField(
        DistrictOutage.State.choices, help_text="Only a confirmed one counts. The public list has no others."
    )
    is_present = serializers.BooleanField(help_text="Whether it runs or is to come.")


class OutageEndFields(serializers.Serializer[Any]):
    """Until when it lasts."""

    until_at = serializers.DateTimeField()


class DistrictOutageFields(OutageEndFields):
    """An outage to enter."""

    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all())
    reason = serializers.ChoiceField(DistrictOutage.Reason.choices)
    from_at = serializers.DateTimeField()
