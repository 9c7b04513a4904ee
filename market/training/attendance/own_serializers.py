"""Attendance in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import PersonSerializer


class MarkerSerializer(PersonSerializer):
    """Who made a mark of attendance."""


class SourceMarkSerializer(serializers.Serializer[Any]):
    """What one source says."""

    source = serializers.CharField()  # type: ignore[assignment]  # a field may be called like an attribute
    value = serializers.CharField()
    by = MarkerSerializer()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class AttendanceShareSerializer(serializers.Serializer[Any]):
    """How many of the classes that count were attended."""

    attended = serializers.IntegerField()
    counted = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True, help_text="Rounded down; null before a class counts.")


class ClassAttendanceSerializer(serializers.Serializer[Any]):
    """A class: what counts, what each source says, and what the trainee can do."""

    session = serializers.IntegerField(source="session.pk")
    name = serializers.CharField(source="session.name")
    starts_at = serializers.DateTimeField(source="session.starts_at")
    counts = serializers.CharField(help_text="present, late, made_up, excused, absent; empty for nothing.")
    is_contradicted = serializers.BooleanField(help_text="Sources differ, and the trainer has not settled it.")
    marks = SourceMarkSerializer(many=True)
    may_make_up = serializers.BooleanField()
    make_up_until = serializers.SerializerMethodField()
    may_claim = serializers.BooleanField()
    claim = serializers.IntegerField(source="claim.pk", default=None, allow_null=True)
    may_object = serializers.BooleanField()
    objection = serializers.CharField(source="objection.state", default="")

    def get_make_up_until(self, row: Any) -> str | None:
        """Until when its check questions count."""
        return row.make_up.check_set.until.isoformat() if row.make_up else None


class OwnAttendanceSerializer(serializers.Serializer[Any]):
    """The attendance of a place."""

    place = serializers.IntegerField(source="place.pk")
    share = AttendanceShareSerializer()
    is_below = serializers.BooleanField(help_text="Less than the rule wants.")
    classes = ClassAttendanceSerializer(many=True, source="rows")


class TraineeAttendanceSerializer(serializers.Serializer[Any]):
    """A trainee of a batch: the share, and what counts of each class."""

    place = serializers.IntegerField(source="place.pk")
    seat = serializers.IntegerField(source="place.seat", allow_null=True)
    name = serializers.CharField(source="place.name_en")
    share = AttendanceShareSerializer()
    is_below = serializers.BooleanField()
    counts = serializers.SerializerMethodField(help_text="In the order of `sessions`; empty for nothing.")

    def get_counts(self, row: Any) -> list[str]:
        """Of each class."""
        return [cell.counts if cell else "" for cell in row.cells]


class BatchAttendanceSerializer(serializers.Serializer[Any]):
    """The table of a batch."""

    sessions = serializers.SerializerMethodField(help_text="The ids of its classes that have begun.")
    trainees = TraineeAttendanceSerializer(many=True, source="rows")

    def get_sessions(self, table: Any) -> list[int]:
        """In their order."""
        return [each.pk for each in table.sessions]
