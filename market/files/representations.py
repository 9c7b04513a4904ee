"""Files as every API shows them."""

from rest_framework import serializers

from market.core.api.serializers import reader_of
from market.files.models import Upload


class UploadSerializer(serializers.Serializer[Upload]):
    """A file that was kept. Its id is what `files` of other calls takes."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()

    def get_name(self, upload: Upload) -> str:
        """Its name for the caller."""
        return upload.name_for(reader_of(self))
