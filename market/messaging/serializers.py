"""Messages and talks as programs get them, by API and socket alike."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.core.text.contact import masked
from market.messaging.actions import LONGEST_TEXT
from market.messaging.models import Message
from market.messaging.system_messages import sentence

Shown = dict[str, Any]


def instant(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def words_for(reader: int, message: Message, *, is_open: bool) -> str:
    """The text of a message as a reader gets it. A system line is in the active language.

    Until money is held for a contract, only who wrote contact data reads them; what is stored keeps them.
    """
    if message.code:
        return sentence(message.code, message.facts)
    return message.text if is_open or message.sender_id == reader else masked(message.text)


def shown(message: Message, *, reader: int, is_open: bool) -> Shown:
    """A message as its reader gets it: see `words_for`. A system line has no sender."""
    text = words_for(reader, message, is_open=is_open)
    line = {"code": message.code} if message.code else {}
    return {**plain(message.pk, message.seq, message.sender_id, message.client_id, text, message.created_at), **line}


def plain(pk: int, seq: int, sender: int | None, client_id: UUID | None, text: str, at: datetime) -> Shown:
    """A message that somebody wrote, from its parts: the same for every reader."""
    return {
        "id": pk,
        "seq": seq,
        "sender": sender,
        "client_id": str(client_id) if client_id else None,
        "text": text,
        "files": [],
        "created_at": instant(at),
    }


class MessageSerializer(serializers.Serializer[Any]):
    """A message. `sender` is null for a system line, which has a `code` and a sentence in the reader's language.

    Its context names the talk: what stands for contact data of others until that is open, is a mask.
    """

    id = serializers.IntegerField(read_only=True)
    seq = serializers.IntegerField(read_only=True)
    sender = serializers.IntegerField(read_only=True, allow_null=True)
    client_id = serializers.UUIDField(read_only=True, allow_null=True)
    text = serializers.CharField(read_only=True)
    code = serializers.CharField(required=False)  # only a system line has one; what is read-only would be always there
    files = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Message) -> Shown:
        """The message for the caller."""
        is_open = self.context["talk"].contact_open_at is not None
        return shown(instance, reader=self.context["request"].user.pk, is_open=is_open)


class MessageFields(serializers.Serializer[Any]):
    """A message to send. Sent again with the same `client_id` it is the same message."""

    client_id = serializers.UUIDField()
    text = TextField(most=LONGEST_TEXT, allow_blank=True)
    files = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)


class ReadFields(serializers.Serializer[Any]):
    """Up to which message she has read."""

    seq = WholeNumberField(min_value=0, max_value=2**62)
