"""The message of a stock chat."""

from django.conf import settings
from django.db import models


class ChatMessage(models.Model):
    """A line of a room."""

    room = models.CharField(max_length=100, db_index=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
