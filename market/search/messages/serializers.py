"""Found messages in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.messaging.reading import Payload
from market.messaging.representations import MessageSerializer
from market.search.messages.excerpts import excerpt
from market.search.messages.queries import FoundMessage
from market.search.messages.wanted import Wanted


class PieceSerializer(serializers.Serializer[Any]):
    """A piece of an excerpt."""

    text = serializers.CharField()
    is_match = serializers.BooleanField(help_text="Whether it was searched for.")


class FoundMessageSerializer(serializers.Serializer[Any]):
    """A message that matches, and the part of its text in which the words stand."""

    conversation = serializers.IntegerField(source="message.conversation_id")
    title = serializers.CharField(source="message.conversation.shown_title")
    url = serializers.CharField(source="address", help_text="The page on which it stands.")
    excerpt = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()

    @extend_schema_field(PieceSerializer(many=True))
    def get_excerpt(self, match: FoundMessage) -> list[Payload]:
        """Together they are the excerpt, as the caller reads the text; none of a message without text."""
        wanted: Wanted = self.context["wanted"]
        return list(PieceSerializer(excerpt(match.text, wanted), many=True).data)

    @extend_schema_field(MessageSerializer)
    def get_message(self, match: FoundMessage) -> Payload:
        """The message."""
        extras = self.context["extras_by_open"][match.is_open]
        context: dict[str, Any] = {**self.context, "conversation": match.message.conversation, "extras": extras}
        return MessageSerializer(match.message, context=context).data
