"""Tickets: how a device without a session opens its socket."""

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    """Good for one opening within 30 seconds; kept as a hash, deleted by its use."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
