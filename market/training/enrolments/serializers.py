"""Places in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField
from market.core.api.tasks import TaskSerializer
from market.training.batches.serializers import BatchSerializer
from market.training.classes.actions import REASON_LENGTH
from market.training.classes.serializers import TrainerSerializer, VenueSerializer
from market.training.models import Batch, ClassSession, Enrolment


class DecidedBySerializer(PersonSerializer):
    """Who did it, by their public names."""


class EnrolmentChangeSerializer(serializers.Serializer[Any]):
    """What became of a place; `by` is null for the site itself."""

    state = serializers.ChoiceField(Enrolment.State.choices)
    by = DecidedBySerializer(allow_null=True)
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class EnrolmentSerializer(serializers.Serializer[Any]):
    """A place in a batch. Without a seat it has ended; `moved_from` is the place before in another batch."""

    id = serializers.IntegerField()
    batch = BatchSerializer()
    state = serializers.ChoiceField(Enrolment.State.choices)
    seat = serializers.IntegerField(allow_null=True)
    offered_at = serializers.DateTimeField()
    answer_due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    moved_from = serializers.IntegerField(source="moved_from_id", allow_null=True)


class EnrolmentDetailSerializer(EnrolmentSerializer):
    """A place with all that became of it."""

    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    application = serializers.CharField(source="application.number", allow_null=True, default=None)
    changes = EnrolmentChangeSerializer(many=True, source="changes.all")


class DeskEnrolmentSerializer(EnrolmentSerializer):
    """A place in the officers' list."""

    trainee = serializers.IntegerField(source="trainee_id")
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    application = serializers.CharField(source="application.number", allow_null=True, default=None)


class WaitingSerializer(serializers.Serializer[Any]):
    """Who waits for a seat, by the public number of the application."""

    application = serializers.CharField(source="application.number")
    rank = serializers.IntegerField()
    score = serializers.IntegerField()


class TraineeSerializer(serializers.Serializer[Any]):
    """Who studies in a batch."""

    seat = serializers.IntegerField()
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    state = serializers.ChoiceField(Enrolment.State.choices)


class CourseClassSerializer(serializers.Serializer[Any]):
    """A class of the course; its page and its own path say where it is on the internet."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ClassSession.Kind.choices)
    state = serializers.ChoiceField(ClassSession.State.choices)
    name = serializers.CharField()
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    trainer = TrainerSerializer(allow_null=True)
    venue = VenueSerializer(allow_null=True)


class CourseSerializer(serializers.Serializer[Any]):
    """A trainee's course."""

    place = EnrolmentSerializer()
    trainers = TrainerSerializer(many=True)
    next_class = CourseClassSerializer(allow_null=True)
    due = TaskSerializer(many=True, help_text="What the trainee has to do, soonest first.")
    classes = CourseClassSerializer(many=True)


class DeclinePlaceFields(serializers.Serializer[Any]):
    """Why the seat is not wanted, if there is something to say."""

    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")


class EnrolmentReasonFields(serializers.Serializer[Any]):
    """Why."""

    reason = TextField(most=REASON_LENGTH)


class MoveTraineeFields(EnrolmentReasonFields):
    """To which batch a trainee moves, and why."""

    batch = serializers.PrimaryKeyRelatedField(queryset=Batch.objects.exclude(phase=None))
