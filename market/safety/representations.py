"""Reported messages as the API of moderation shows them too."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import reader_of
from market.safety.models import ReportedMessage


class ReportedFileSerializer(serializers.Serializer[Any]):
    """A file of a message, as it was."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()


class ReportedMessageSerializer(serializers.Serializer[ReportedMessage]):
    """A message as it was when it was chosen as evidence. `sha256` is of its text and of who wrote it, when, with which
    files."""

    message = serializers.IntegerField()
    sender = serializers.IntegerField(source="sender_id")
    sent_at = serializers.DateTimeField()
    text = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    sha256 = serializers.CharField()

    def get_text(self, message: ReportedMessage) -> str:
        """What was written, as the caller may read it."""
        return message.text_for(reader_of(self))

    @extend_schema_field(ReportedFileSerializer(many=True))
    def get_files(self, message: ReportedMessage) -> list[dict[str, Any]]:
        """Its files as they were."""
        return message.files_for(reader_of(self))
