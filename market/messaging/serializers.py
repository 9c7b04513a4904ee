"""Messages and conversations in the API and the socket."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.core.text.contact import masked
from market.messaging.actions import MAX_TEXT_LENGTH
from market.messaging.models import Message
from market.messaging.system_messages import sentence

Payload = dict[str, Any]


def format_instant(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def text_for_reader(reader: int, message: Message, *, is_open: bool) -> str:
    """The text of a message for a reader; a system message is in the active language.

    Until money is held for a contract, contact data is masked for all but its author; the stored text has it.
    """
    if message.code:
        return sentence(message.code, message.facts)
    return message.text if is_open or message.sender_id == reader else masked(message.text)


def message_payload(message: Message, *, reader: int, is_open: bool, url: str = "") -> Payload:
    """A message for a reader, see `text_for_reader`. A system message has no sender, and maybe the `url` of a page."""
    text = text_for_reader(reader, message, is_open=is_open)
    sender, client_id = message.sender_id, message.client_id
    payload = plain_payload(message.pk, message.seq, sender, client_id, text, message.created_at)
    if message.code:
        payload["code"] = message.code
    return {**payload, "url": url} if url else payload


def plain_payload(pk: int, seq: int, sender: int | None, client_id: UUID | None, text: str, at: datetime) -> Payload:
    """A message of a user from its parts: the same for every reader."""
    return {
        "id": pk,
        "seq": seq,
        "sender": sender,
        "client_id": str(client_id) if client_id else None,
        "text": text,
        "files": [],
        "created_at": format_instant(at),
    }


class MessageSerializer(serializers.Serializer[Any]):
    """A message. `sender` is null for a system message, which has a `code` and a sentence in the reader's language.

    Contact data of others is masked until the conversation in the context is open. `urls` in the context are the
    addresses of pages by the keys of their messages.
    """

    id = serializers.IntegerField(read_only=True)
    seq = serializers.IntegerField(read_only=True)
    sender = serializers.IntegerField(read_only=True, allow_null=True)
    client_id = serializers.UUIDField(read_only=True, allow_null=True)
    text = serializers.CharField(read_only=True)
    code = serializers.CharField(required=False)  # only a system message has one
    url = serializers.CharField(
        required=False, help_text="The page of what a system message is about, where the caller may open it."
    )
    files = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Message) -> Payload:
        """The message for the caller."""
        is_open = self.context["conversation"].contact_open_at is not None
        url = self.context.get("urls", {}).get(instance.pk, "")
        return message_payload(instance, reader=self.context["request"].user.pk, is_open=is_open, url=url)


class MessageFields(serializers.Serializer[Any]):
    """A message to send. Repeated with the same `client_id` it is the same message."""

    client_id = serializers.UUIDField()
    text = TextField(most=MAX_TEXT_LENGTH, allow_blank=True)
    files = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)


class ReadFields(serializers.Serializer[Any]):
    """Up to which message the caller has read."""

    seq = WholeNumberField(min_value=0, max_value=2**62)
