"""Uploaded files of any kind: stored as they are, sent as attachments, read only through a rule that allows it."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

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

    def __str__(self) -> str:
        return self.name

    def name_for(self, reader: "User | AnonymousUser") -> str:
        """Its name as a person may read it: contact data in it are masked like those in a text; its ending stays.

        Staff read it whole: on their desks it is evidence.
        """
        if reader.is_staff:
            return self.name
        return covered(self.name, lambda text: text_for(reader.pk, text, writer=self.owner_id))
