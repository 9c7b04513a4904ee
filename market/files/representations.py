"""Files as every API shows them."""

from django.urls import reverse
from rest_framework import serializers

from market.core.api.serializers import reader_of
from market.files.models import Upload


class UploadSerializer(serializers.Serializer[Upload]):
    """A file that was kept. Its id is what `files` of other calls takes."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    media_type = serializers.CharField(help_text="Of what can be shown, by its content; empty for all else.")
    thumbnail_url = serializers.SerializerMethodField(
        help_text="A small picture of it in this API; null without one, as for some seconds after it was sent."
    )
    held_note = serializers.SerializerMethodField(
        help_text="Why the caller cannot open it yet, or, of the caller's own, why others cannot; empty mostly."
    )
    view_url = serializers.SerializerMethodField(help_text="The page that shows it.")

    def get_name(self, upload: Upload) -> str:
        """Its name for the caller."""
        return upload.name_for(reader_of(self))

    def get_thumbnail_url(self, upload: Upload) -> str | None:
        """Where its thumbnail is."""
        has_thumbnail = upload.thumbnail and not upload.is_held_from(reader_of(self))
        return reverse("api_file_preview", args=[upload.pk, "thumbnail"]) if has_thumbnail else None

    def get_held_note(self, upload: Upload) -> str:
        """A sentence about a PDF that holds contact data."""
        return str(upload.note_for(reader_of(self)))

    def get_view_url(self, upload: Upload) -> str:
        """Where its page is."""
        return reverse("view_file", args=[upload.pk])
