"""Uploaded files of any kind: stored as they are, sent as attachments, read only through a rule that allows it.

Of pictures and PDFs we make pictures of our own beside them (`previews`), which pages show.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from market.core.text.contact import text_for
from market.files.names import covered

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class Upload(models.Model):
    """A file that a person sent. It belongs to nothing until an action attaches it (`market.files.access`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(upload_to="uploads/%Y/%m", max_length=255)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    media_type = models.CharField(
        max_length=32, blank=True, default="", db_default=""
    )  # of `types.MEDIA_TYPES`; "": not to be shown
    previewed_at = models.DateTimeField(null=True)  # None: not looked at yet
    thumbnail = models.FileField(upload_to="previews/%Y/%m", max_length=255, blank=True, db_default="")
    large = models.FileField(upload_to="previews/%Y/%m", max_length=255, blank=True, db_default="")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(previewed_at=None), name="upload_without_preview"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """As what it can be seen: "image", "pdf", "video", "audio", or "" where it can only be taken."""
        return "pdf" if self.media_type == "application/pdf" else self.media_type.partition("/")[0]

    @property
    def can_be_viewed(self) -> bool:
        """Whether its page shows more than its name."""
        return bool(self.large) or self.kind in ("video", "audio")

    def delete_files(self) -> None:
        """Delete what is stored of it, once its row is gone."""
        for each in (self.file, self.thumbnail, self.large):
            if each:
                each.delete(save=False)  # writes: of the storage, not of the database

    def name_for(self, reader: "User | AnonymousUser") -> str:
        """Its name as a person may read it: contact data in it are masked like those in a text; its ending stays.

        Staff read it whole: on their desks it is evidence.
        """
        if reader.is_staff:
            return self.name
        return covered(self.name, lambda text: text_for(reader.pk, text, writer=self.owner_id))


class PartialUpload(models.Model):
    """A file that is being sent in parts: `offset` bytes of `size` are there. Once whole it becomes an Upload with the
    same key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    metadata = models.CharField(max_length=2000, blank=True)  # as it came, for who asks with HEAD
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        """Whether every byte is there."""
        return self.offset == self.size

    @property
    def expires_at(self) -> datetime:
        """When it is deleted if nobody has finished it."""
        return self.created_at + timedelta(hours=settings.LIFECYCLE.loose_upload_hours)


class UploadPart(models.Model):
    """A part of a file that is being sent, from the byte `offset` on, as the storage has it."""

    upload = models.ForeignKey(PartialUpload, models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="parts/%Y/%m", max_length=255)

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="a_part_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} from {self.offset}"
