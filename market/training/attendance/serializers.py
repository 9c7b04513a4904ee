"""Attendance in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.attendance.models import AttendanceMark, Value
from market.training.classes.actions import REASON_LENGTH
from market.training.classes.serializers import TrainerSerializer
from market.training.models import Countersignature

MOST_MARKS = 200


class AttendanceMarkSerializer(serializers.Serializer[Any]):
    """What one source says about one trainee in one class."""

    id = serializers.IntegerField()
    source = serializers.ChoiceField(AttendanceMark.Source.choices)  # type: ignore[assignment]  # DRF has one too
    value = serializers.ChoiceField(Value.choices)
    by = TrainerSerializer()
    at = serializers.DateTimeField()
    noted_at = serializers.DateTimeField(allow_null=True, help_text="When a device without a line noted it.")
    settles = serializers.BooleanField(help_text="It replaces what marks before it said.")
    reason = serializers.CharField()


class ShownCodeSerializer(serializers.Serializer[Any]):
    """The code of a class that counts now, for its trainers."""

    code = serializers.CharField(allow_blank=True, help_text="Six digits; empty while none counts.")
    closes_at = serializers.DateTimeField(allow_null=True)
    entered = serializers.IntegerField(help_text="How many trainees have entered a code of the class.")
    trainees = serializers.IntegerField()
    codes_left = serializers.IntegerField()


class CodeFields(serializers.Serializer[Any]):
    """A code that a trainee was told in class."""

    code = serializers.CharField(max_length=40)


class RollLineSerializer(serializers.Serializer[Any]):
    """A trainee on the roll."""

    enrolment = serializers.IntegerField(source="enrolment.pk")
    seat = serializers.IntegerField(source="enrolment.seat", allow_null=True)
    name = serializers.CharField(source="enrolment.name")
    counts = serializers.ChoiceField(Value.choices, allow_blank=True, help_text="What counts; empty for nothing yet.")
    known = serializers.IntegerField(help_text="The id of the last mark of the roll, 0 for none.")
    is_contradicted = serializers.BooleanField(help_text="The sources say different things.")
    marks = AttendanceMarkSerializer(many=True)


class RollSerializer(serializers.Serializer[Any]):
    """The roll of a class."""

    rolled_at = serializers.DateTimeField(allow_null=True, help_text="When it was called first.")
    closes_at = serializers.DateTimeField(help_text="Until then it can be called and changed.")
    is_countersigned = serializers.BooleanField(help_text="A trainee has confirmed it as it is now.")
    lines = RollLineSerializer(many=True)


class RollMarkFields(serializers.Serializer[Any]):
    """What is said of one trainee."""

    enrolment = serializers.IntegerField(min_value=1)
    value = serializers.ChoiceField(
        [("present", "present"), ("late", "late"), ("absent", "absent"), ("excused", "excused")]
    )
    known = serializers.IntegerField(min_value=0, default=0)
    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")
    client_id = serializers.UUIDField(allow_null=True, default=None, help_text="A number that the device gave it.")
    noted_at = serializers.DateTimeField(allow_null=True, default=None)


class RollFields(serializers.Serializer[Any]):
    """Marks of any number of trainees."""

    marks = serializers.ListField(child=RollMarkFields(), min_length=1, max_length=MOST_MARKS)


class CountersignFields(serializers.Serializer[Any]):
    """A card, on the device of a trainer; a trainee's own confirmation has none."""

    card = serializers.CharField(max_length=80, allow_blank=True, default="")


class CountersignatureSerializer(serializers.Serializer[Any]):
    """A trainee has confirmed the roll, with the marks that it had then."""

    way = serializers.ChoiceField(Countersignature.Way.choices)
    at = serializers.DateTimeField()


class CardHolderSerializer(serializers.Serializer[Any]):
    """Whose card it is."""

    enrolment = serializers.IntegerField(source="pk")
    seat = serializers.IntegerField()
    name = serializers.CharField()


class TraineeCardSerializer(serializers.Serializer[Any]):
    """A trainee's card."""

    token = serializers.CharField(help_text="What its QR code says.")
    code = serializers.CharField(help_text="To be typed: the seat and four characters.")
    name = serializers.CharField()
