"""Uploaded files of any kind: stored as they are, sent as attachments, read only through a rule that allows it."""

import uuid

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """A file that a person sent. It belongs to nothing until an action attaches it (`market.files.access`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(upload_to="uploads/%Y/%m", max_length=255)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
