"""Support in the API."""

from typing import Any

from rest_framework import serializers

from market.training.models import Enrolment


class SupportFiguresSerializer(serializers.Serializer[Any]):
    """Who waits, and how long answers took."""

    waiting = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Of those who wait: longer than the goal.")
    waits_since = serializers.DateTimeField(allow_null=True)
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    median_hours = serializers.IntegerField(
        allow_null=True, help_text="The middle time until an answer, in hours begun."
    )


class SupportSerializer(serializers.Serializer[Any]):
    """The conversation of a trainee with the trainers; without `conversation` nobody has opened it."""

    conversation = serializers.IntegerField(source="conversation_id", allow_null=True)
    waits_since = serializers.DateTimeField(allow_null=True)
    is_with_lead = serializers.BooleanField(help_text="Whether the lead trainer was told that it waits too long.")


class TraineeSupportSerializer(serializers.Serializer[Any]):
    """A trainee of a batch, and since when they wait."""

    place = serializers.IntegerField(source="pk")
    seat = serializers.IntegerField()
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    state = serializers.ChoiceField(Enrolment.State.choices)
    waits_since = serializers.DateTimeField(source="support.waits_since", allow_null=True, default=None)


class BatchSupportSerializer(serializers.Serializer[Any]):
    """Of a batch: its figures, and its trainees, who waits longest first."""

    goal_hours = serializers.IntegerField()
    figures = SupportFiguresSerializer()
    trainees = TraineeSupportSerializer(many=True)
