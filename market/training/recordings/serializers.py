"""Recordings in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.files.representations import UploadSerializer
from market.training.classes.adding_actions import TITLE_LENGTH
from market.training.classes.serializers import AddedSerializer


class RecordingSerializer(AddedSerializer):
    """A recording of a class: a file, or a link."""

    title = serializers.CharField()
    minutes = serializers.IntegerField()
    size = serializers.IntegerField(help_text="Bytes that it takes of the data of who watches it.")
    link = serializers.CharField()
    file = UploadSerializer(allow_null=True)


class ChangeRecordingFields(serializers.Serializer[Any]):
    """A recording as it is to be; `link` and `size` are those of a linked one."""

    title = TextField(most=TITLE_LENGTH)
    minutes = serializers.IntegerField()
    link = serializers.URLField(max_length=500, allow_blank=True, default="")
    size = serializers.IntegerField(allow_null=True, default=None, help_text="Bytes, of what is linked.")


class RecordingFields(ChangeRecordingFields):
    """A recording to be added: one upload of the caller's, or a link."""

    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=1)
