"""Journeys in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import NameSerializer, TextField
from market.training.classes.serializers import TrainerSerializer, VenueSerializer
from market.training.models import TravelVersion
from market.training.travel_plans.actions import NOTES_LENGTH, PLACE_LENGTH, STAY_LENGTH


class TravelFields(serializers.Serializer[Any]):
    """A journey to one or several consecutive face-to-face classes of a batch."""

    classes = serializers.ListField(
        child=serializers.IntegerField(), min_length=1, max_length=30, source="session_ids", help_text="Ids of classes."
    )
    origin = TextField(most=PLACE_LENGTH)
    destination = TextField(most=PLACE_LENGTH)
    means = serializers.ChoiceField(TravelVersion.Means.choices)
    leaves_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    stay = TextField(most=STAY_LENGTH, allow_blank=True, default="")
    contact = TextField(most=PLACE_LENGTH, allow_blank=True, default="")
    notes = TextField(most=NOTES_LENGTH, allow_blank=True, default="")


class TravelClassSerializer(serializers.Serializer[Any]):
    """A class to which a version goes, with its time when that was written."""

    class_id = serializers.IntegerField(source="session_id")
    starts_at = serializers.DateTimeField()


class TravelVersionSerializer(serializers.Serializer[Any]):
    """What a plan says from a moment on."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    classes = TravelClassSerializer(many=True)
    origin = serializers.CharField()
    destination = serializers.CharField()
    means = serializers.ChoiceField(TravelVersion.Means.choices)
    leaves_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    stay = serializers.CharField()
    contact = serializers.CharField()
    notes = serializers.CharField()


class TravelPlanSerializer(serializers.Serializer[Any]):
    """A journey. `fits` is false once one of its classes has another time, place or trainer, or is cancelled."""

    id = serializers.IntegerField()
    batch = serializers.CharField(source="batch.code")
    trainer = TrainerSerializer()
    fits = serializers.SerializerMethodField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    current = TravelVersionSerializer()

    def get_fits(self, plan: Any) -> bool:
        """Whether its classes are as they were."""
        return not plan.is_off


class TravelPlanDetailSerializer(TravelPlanSerializer):
    """A journey with what it was before; the newest version first."""

    versions = TravelVersionSerializer(many=True)


class ArrivalPlanSerializer(serializers.Serializer[Any]):
    """The journey to a class, in short."""

    id = serializers.IntegerField()
    origin = serializers.CharField(source="current.origin")
    means = serializers.ChoiceField(TravelVersion.Means.choices, source="current.means")
    leaves_at = serializers.DateTimeField(source="current.leaves_at")
    arrives_at = serializers.DateTimeField(source="current.arrives_at")


class ArrivalSerializer(serializers.Serializer[Any]):
    """A face-to-face class to come, and how its trainer comes there."""

    class_id = serializers.IntegerField(source="session.pk")
    number = serializers.IntegerField(source="session.number")
    starts_at = serializers.DateTimeField(source="session.starts_at")
    batch = serializers.CharField(source="session.batch.code")
    district = NameSerializer(source="session.batch.district")
    venue = VenueSerializer(source="session.venue", allow_null=True)
    trainer = TrainerSerializer(source="session.trainer", allow_null=True)
    state = serializers.ChoiceField(["planned", "off", "missing"], help_text="`off`: the journey fits no more.")
    plan = ArrivalPlanSerializer(allow_null=True)
