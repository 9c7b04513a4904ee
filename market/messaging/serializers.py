"""Messages and conversations in the API and the socket."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.core.text.contact import contact_parts, masked
from market.messaging.actions import MAX_TEXT_LENGTH
from market.messaging.attachments import AttachmentSerializer
from market.messaging.models import Message
from market.messaging.parts import Card
from market.messaging.system_messages import sentence

Payload = dict[str, Any]
Files = Sequence[Payload]


def format_instant(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def text_for_reader(reader: int, message: Message, *, is_open: bool) -> str:
    """The text of a message for a reader; a system message is in the active language, and calls the reader "you".

    Until money is held for a contract, contact data is masked for all but its author; the stored text has it.
    """
    if message.code:
        return sentence(message.code, message.facts, reader)
    return message.text if is_open or message.sender_id == reader else masked(message.text)


def hidden_from_others(message: Message, *, reader: int, is_open: bool) -> Payload | None:
    """For who wrote a message, what others do not see of it: the `text` as they read it, the hidden `parts`, and a
    `note` in the active language. None where they see all of it."""
    if is_open or message.code or message.sender_id != reader or not (parts := contact_parts(message.text)):
        return None
    note = _("Hidden until the first milestone is funded: %(parts)s") % {"parts": ", ".join(parts)}
    return {"text": masked(message.text), "parts": parts, "note": note}


def message_payload(
    message: Message, *, reader: int, is_open: bool, url: str = "", card: Card | None = None, files: Files = ()
) -> Payload:
    """A message for a reader, see `text_for_reader`. A system message has no sender, and maybe the `url` of a page and
    a `card`; `files` are those of the message, as the reader sees them."""
    text = text_for_reader(reader, message, is_open=is_open)
    sender, client_id = message.sender_id, message.client_id
    payload = plain_payload(message.pk, message.seq, sender, client_id, text, message.created_at)
    if files:
        payload |= {"files": [each["id"] for each in files], "attachments": list(files)}
    if message.code:
        payload["code"] = message.code
    if url:
        payload["url"] = url
    if card is not None:
        payload["card"] = CardSerializer(card).data
    if hidden := hidden_from_others(message, reader=reader, is_open=is_open):
        payload["masked"] = hidden
    return payload


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


class PossibleActionSerializer(serializers.Serializer[Any]):
    """Something that the caller may do now, on the page `url`; `about` names the job or milestone, or is empty."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer
    about = serializers.CharField()
    url = serializers.CharField()


class CardSerializer(serializers.Serializer[Any]):
    """How the thing of a system message stands now. `action` is the one next step, null unless it is the caller's."""

    kind = serializers.ChoiceField(["terms", "offer", "delivery"])
    title = serializers.CharField()
    details = serializers.CharField(help_text="Amount and days as the caller reads them.")
    state = serializers.CharField(help_text="`your_turn`, `waiting`, `replaced`, or the state of the thing.")
    state_label = serializers.CharField()
    tone = serializers.CharField(help_text="The style of the badge: `good`, `wait`, `bad`, `note` or empty.")
    action = PossibleActionSerializer(allow_null=True)


class MaskedSerializer(serializers.Serializer[Any]):
    """What others see of the caller's own message while its contact data are hidden from them, and which these are."""

    text = serializers.CharField()
    parts = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(help_text="A sentence for the caller, with the hidden parts.")


class MessageSerializer(serializers.Serializer[Any]):
    """A message. `sender` is null for a system message, which has a `code` and a sentence in the reader's language.

    Contact data of others is masked until the conversation in the context is open. `urls`, `cards` and `files` in the
    context are addresses of pages, cards and files, by the keys of their messages.
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
    card = CardSerializer(required=False, help_text="Of a system message about terms, an offer or a delivery.")
    masked = MaskedSerializer(required=False, help_text="Only of the caller's own message, while a part is hidden.")
    files = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    attachments = AttachmentSerializer(many=True, required=False, help_text="The same files, with what a list shows.")
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Message) -> Payload:
        """The message for the caller."""
        is_open = self.context["conversation"].contact_open_at is not None
        url = self.context.get("urls", {}).get(instance.pk, "")
        card = self.context.get("cards", {}).get(instance.pk)
        files = self.context.get("files", {}).get(instance.pk, ())
        reader = self.context["request"].user.pk
        return message_payload(instance, reader=reader, is_open=is_open, url=url, card=card, files=files)


class MessageFields(serializers.Serializer[Any]):
    """A message to send. Repeated with the same `client_id` it is the same message."""

    client_id = serializers.UUIDField()
    text = TextField(most=MAX_TEXT_LENGTH, allow_blank=True)
    files = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="Ids of the caller's own uploads."
    )


class ReadFields(serializers.Serializer[Any]):
    """Up to which message the caller has read."""

    seq = WholeNumberField(min_value=0, max_value=2**62)
