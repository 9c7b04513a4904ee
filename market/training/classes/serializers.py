"""Classes in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import User
from market.core.api.serializers import PersonSerializer, TextField, reader_of
from market.training.classes.actions import REASON_LENGTH
from market.training.models import ClassSession, Venue
from market.training.plans.planning import trainers
from market.training.rooms.queries import may_see_room


class TrainerSerializer(PersonSerializer):
    """Somebody who teaches, or plans, by their public names."""


class VenueSerializer(serializers.Serializer[Any]):
    """A place of face-to-face classes."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    district = serializers.CharField(source="district.slug")
    address = serializers.CharField()
    seats = serializers.IntegerField()


class ClassMoveSerializer(serializers.Serializer[Any]):
    """A move: without `is_at` the class was cancelled, without `was_at` it takes place after all."""

    was_at = serializers.DateTimeField(allow_null=True)
    is_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    moved_by = TrainerSerializer()
    moved_at = serializers.DateTimeField()


class ClassSerializer(serializers.Serializer[Any]):
    """A class."""

    id = serializers.IntegerField()
    batch = serializers.IntegerField(source="batch_id")
    kind = serializers.ChoiceField(ClassSession.Kind.choices)
    number = serializers.IntegerField()
    state = serializers.ChoiceField(ClassSession.State.choices)
    name = serializers.CharField()
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    trainer = TrainerSerializer(allow_null=True)
    venue = VenueSerializer(allow_null=True)
    room = serializers.SerializerMethodField(
        help_text="The address of the live room: for trainees only while it is open, else empty."
    )

    def get_room(self, session: ClassSession) -> str:
        """Its address for this reader, now."""
        return session.room if may_see_room(reader_of(self), session) else ""


class AddedSerializer(serializers.Serializer[Any]):
    """What was added to a class: by whom, and by whom it was changed last."""

    id = serializers.IntegerField()
    added_by = TrainerSerializer()
    added_at = serializers.DateTimeField()
    changed_by = TrainerSerializer(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)


class MoveClassFields(serializers.Serializer[Any]):
    """Another time of a class, and why: everybody of the batch reads it."""

    starts_at = serializers.DateTimeField()
    reason = TextField(most=REASON_LENGTH)


class ClassReasonFields(serializers.Serializer[Any]):
    """Why: everybody of the batch reads it."""

    reason = TextField(most=REASON_LENGTH)


class DescribeClassFields(serializers.Serializer[Any]):
    """What a class is about, and the address of its live room."""

    title_en = TextField(most=160, allow_blank=True, default="")
    title_bn = TextField(most=160, allow_blank=True, default="")
    room = serializers.URLField(max_length=500, allow_blank=True, default="")


class TrainerKey(serializers.PrimaryKeyRelatedField[User]):
    """A trainer by their id."""

    def get_queryset(self) -> Any:
        """Those who are trainers now."""
        return trainers()


class AssignClassFields(serializers.Serializer[Any]):
    """Who gives a class, and where it is: null for nobody and nowhere yet."""

    trainer = TrainerKey(queryset=User.objects.none(), allow_null=True)
    venue = serializers.PrimaryKeyRelatedField(queryset=Venue.objects.all(), allow_null=True, default=None)


class MoveCalendarFields(ClassReasonFields):
    """From which day on the classes that are to come are planned anew."""

    first_day = serializers.DateField()
    class_at = serializers.TimeField(
        required=False, allow_null=True, help_text="Of live classes from then on; null: the template's."
    )
    in_person_at = serializers.TimeField(
        required=False, allow_null=True, help_text="Of face-to-face classes, likewise."
    )
