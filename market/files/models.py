"""Uploaded files of any kind: stored as they come, but for what cameras note in pictures; sent as attachments, and read
only through a rule that allows it.

Of pictures and PDFs we make pictures of our own beside them (`previews`), which pages show.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.text.contact import is_contact_open, text_for
from market.files.names import covered
from market.files.voice import VoiceNote, voice_note_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import Promise

    from market.accounts.models import User

HELD = _("This file holds contact data. You can open it once the first milestone is funded.")
SEARCHED = _("This file is being looked through. Look again in a minute.")
HELD_FROM_OTHERS = _(
    "This file holds contact data, such as a number to call. Others can open it once the first milestone is funded."
)


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
    metadata = models.CharField(max_length=2000, blank=True, default="", db_default="")  # of one that came in parts
    scanned_at = models.DateTimeField(null=True)  # for viruses; None: nobody looked yet
    threat = models.CharField(max_length=100, blank=True, default="", db_default="")  # a virus that was found later
    previewed_at = models.DateTimeField(null=True)  # None: not looked at yet
    has_contact = models.BooleanField(default=False, db_default=False)  # in the text of a PDF, see `holding`
    thumbnail = models.FileField(upload_to="previews/%Y/%m", max_length=255, blank=True, db_default="")
    large = models.FileField(upload_to="previews/%Y/%m", max_length=255, blank=True, db_default="")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(previewed_at=None), name="upload_without_preview"),
            models.Index(fields=["created_at"], condition=Q(scanned_at=None), name="upload_without_scan"),
            models.Index(fields=["created_at"], condition=~Q(threat=""), name="upload_with_threat"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """As what it can be seen: "image", "pdf", "video", "audio", or "" where it can only be taken."""
        return "pdf" if self.media_type == "application/pdf" else self.media_type.partition("/")[0]

    @property
    def voice_note(self) -> VoiceNote | None:
        """What its sender's device said of it, if it was recorded for a message."""
        return voice_note_of(self.metadata, self.size)

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

    def is_held_from(self, reader: "User | AnonymousUser") -> bool:
        """Whether a person may not open it yet: a PDF with contact data, or one that nobody has looked through. Staff
        read it: on their desks it is evidence."""
        if self.kind != "pdf" or not (self.has_contact or self.previewed_at is None):
            return False
        return self.owner_id != reader.pk and not reader.is_staff and not is_contact_open(reader.pk, self.owner_id)

    def note_for(self, reader: "User | AnonymousUser") -> "str | Promise":
        """Why a person cannot open it yet; for its owner, why others cannot. Mostly empty."""
        if self.is_held_from(reader):
            return HELD if self.has_contact else SEARCHED
        return HELD_FROM_OTHERS if self.has_contact and self.owner_id == reader.pk else ""


class PartialUploadQuerySet(models.QuerySet["PartialUpload"]):
    def current(self) -> Self:
        """Those that can be gone on with."""
        return self.filter(created_at__gt=clock.now() - PartialUpload.lifetime())


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

    objects = PartialUploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def lifetime() -> timedelta:
        """How long one can be gone on with."""
        return timedelta(hours=settings.LIFECYCLE.loose_upload_hours)

    @property
    def is_whole(self) -> bool:
        """Whether every byte is there."""
        return self.offset == self.size

    @property
    def expires_at(self) -> datetime:
        """From when on it cannot be gone on with; the next night it is deleted."""
        return self.created_at + self.lifetime()


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
