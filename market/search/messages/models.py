"""The searchable words of messages."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from market.messaging.models import Message


class MessageDocument(models.Model):
    """The lexemes of a message's text and of the names of its files, and who is in its conversation."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="document")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="message_words")]

    def __str__(self) -> str:
        return f"message {self.message_id}"
