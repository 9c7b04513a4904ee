"""Files in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import reader_of
from market.files.models import Upload


class UploadFields(serializers.Serializer[Any]):
    """The file, as multipart."""

    file = serializers.FileField(allow_empty_file=True, max_length=None)


class UploadSerializer(serializers.Serializer[Upload]):
    """A file that was kept. Its id is what `files` of other calls takes."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()

    def get_name(self, upload: Upload) -> str:
        """Its name for the caller."""
        return upload.name_for(reader_of(self))
