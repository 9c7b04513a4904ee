"""Files in the API."""

from typing import Any

from rest_framework import serializers


class UploadFields(serializers.Serializer[Any]):
    """The file, as multipart."""

    file = serializers.FileField(allow_empty_file=True, max_length=None)
