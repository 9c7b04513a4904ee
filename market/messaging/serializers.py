"""Messages and conversations in the API and the socket."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.messaging.appending import MAX_TEXT_LENGTH
from market.messaging.attachments import AttachmentSerializer
from market.messaging.models import Message
from market.messaging.reading import (
    Extras,
    Payload,
    hidden_from_others,
    is_deleted,
    reactions_of,
    text_for_reader,
)

NO_EXTRAS = Extras()


def format_instant(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def message_payload(message: Message, *, reader: int, is_open: bool, extras: Extras = NO_EXTRAS) -> Payload:
    """A message for a reader, see `text_for_reader`. A system message has no sender, and maybe the `url` of a page and
    a `card`. What the reader deleted for themselves keeps its number alone."""
    text = text_for_reader(reader, message, is_open=is_open)
    sender, client_id = message.sender_id, message.client_id
    payload = plain_payload(message.pk, message.seq, sender, client_id, text, message.created_at)
    if is_deleted(message):
        return {**payload, "is_deleted": True}
    if files := extras.files.get(message.pk):
        payload |= {"files": [each["id"] for each in files], "attachments": list(files)}
    if message.code:
        payload["code"] = message.code
    if message.pk in extras.urls:
        payload["url"] = extras.urls[message.pk]
    if message.pk in extras.cards:
        payload["card"] = CardSerializer(extras.cards[message.pk]).data
    return payload if message.code else payload | _marks(message, reader, is_open=is_open, extras=extras)


def _marks(message: Message, reader: int, *, is_open: bool, extras: Extras) -> Payload:
    """What a user's message has, if it has it: what others do not see of it, what it replies to, reactions, and since
    when it is edited."""
    edited_at = format_instant(message.edited_at) if message.edited_at else None
    marks = {
        "masked": hidden_from_others(message, reader=reader, is_open=is_open),
        "reply_to": extras.quotes.get(message.pk),
        "reactions": reactions_of(message),
        "edited_at": edited_at,
    }
    return {name: value for name, value in marks.items() if value}


def plain_payload(
    pk: int, seq: int, sender: int | None, client_id: UUID | str | None, text: str, at: datetime
) -> Payload:
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

    kind = serializers.ChoiceField(["terms", "offer", "delivery", "dispute", "service"])
    title = serializers.CharField()
    details = serializers.CharField(help_text="Amount, days or time as the caller reads them.")
    state = serializers.CharField(
        help_text="`your_turn`, `waiting`, `replaced`, `closed` (nobody can answer), or the state of the thing."
    )
    state_label = serializers.CharField()
    tone = serializers.CharField(help_text="The style of the badge: `good`, `wait`, `bad`, `note` or empty.")
    action = PossibleActionSerializer(allow_null=True)


class MaskedSerializer(serializers.Serializer[Any]):
    """What others see of the caller's own message while its contact data are hidden from them, and which these are."""

    text = serializers.CharField()
    parts = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(help_text="A sentence for the caller, with the hidden parts.")


class QuoteSerializer(serializers.Serializer[Any]):
    """The message that a reply answers to, as the caller may read it. `sender` is null for a system message."""

    seq = serializers.IntegerField()
    sender = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_blank=True, help_text="Its beginning; empty where the caller deleted it.")
    file_count = serializers.IntegerField()


class ReactionSerializer(serializers.Serializer[Any]):
    """Who reacted in one way."""

    kind = serializers.ChoiceField(Message.Reaction.choices)
    users = serializers.ListField(child=serializers.IntegerField())


class MessageSerializer(serializers.Serializer[Any]):
    """A message. `sender` is null for a system message, which has a `code` and a sentence in the reader's language.

    Contact data of others is masked until the conversation in the context is open. `extras` in the context are those of
    the messages.
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
    card = CardSerializer(
        required=False, help_text="Of a system message about terms, an offer, a delivery or a dispute."
    )
    masked = MaskedSerializer(required=False, help_text="Only of the caller's own message, while a part is hidden.")
    files = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    attachments = AttachmentSerializer(many=True, required=False, help_text="The same files, with what a list shows.")
    reply_to = QuoteSerializer(required=False, help_text="Of a reply, what it answers to.")
    reactions = ReactionSerializer(many=True, required=False, help_text="Missing where nobody reacted.")
    edited_at = serializers.DateTimeField(required=False, help_text="When its sender last changed the text.")
    is_deleted = serializers.BooleanField(
        required=False,
        help_text="True where the caller deleted it for themselves: it has no text.",
    )
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Message) -> Payload:
        """The message for the caller."""
        is_open = self.context["conversation"].contact_open_at is not None
        extras = self.context.get("extras", NO_EXTRAS)
        return message_payload(instance, reader=self.context["request"].user.pk, is_open=is_open, extras=extras)


class MessageFields(serializers.Serializer[Any]):
    """A message to send. Repeated with the same `client_id` it is the same message."""

    client_id = serializers.UUIDField()
    text = TextField(most=MAX_TEXT_LENGTH, allow_blank=True)
    files = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="Ids of the caller's own uploads."
    )
    reply_to = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**62,
        help_text="The `seq` of the message that it answers.",
    )


class ReadFields(serializers.Serializer[Any]):
    """Up to which message the caller has read."""

    seq = WholeNumberField(min_value=0, max_value=2**62)
