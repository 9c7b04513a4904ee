"""Hosts of live rooms."""

from django.conf import settings
from django.db import models


class RoomHost(models.Model):
    """A host on the internet, with all below it, on which live rooms and recordings may be."""

    host = models.CharField(max_length=200, unique=True)  # in small letters
    name = models.CharField(max_length=60)  # as people call it
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "host"]

    def __str__(self) -> str:
        return self.host
