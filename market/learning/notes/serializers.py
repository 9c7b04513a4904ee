"""Notes and bookmarks in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.learning.notes.actions import NOTE_LENGTH
from market.learning.notes.models import LessonNote


class LessonNoteSerializer(serializers.ModelSerializer[LessonNote]):
    """What the caller keeps at a lesson. `other_text` is what another device wrote meanwhile."""

    course = serializers.CharField(source="course.slug")

    class Meta:
        model = LessonNote
        fields = ["course", "lesson", "text", "other_text", "revision", "written_at", "bookmarked_at"]
        read_only_fields = fields


class LessonNoteFields(serializers.Serializer[Any]):
    """A note. `based_on` is the revision that was read before, `written_at` the time by the clock of the device. With
    `is_merged` the other text goes, if it was read in this revision."""

    text = TextField(most=NOTE_LENGTH, allow_blank=True)
    based_on = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    written_at = serializers.DateTimeField(required=False)
    is_merged = serializers.BooleanField(default=False)


class BookmarkFields(serializers.Serializer[Any]):
    """Whether the lesson is marked."""

    is_on = serializers.BooleanField()
