"""Tickets: how a device without a session opens its socket."""

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    """Good for one opening within 30 seconds; kept as a hash, deleted by its use.

    The socket it opens ends with the session or the token that the ticket was asked for with.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=40, blank=True, default="")
    token_digest = models.CharField(max_length=128, blank=True, default="")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
