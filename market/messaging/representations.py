"""Conversations as the APIs of other apps show them too."""

from datetime import UTC
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import NamesField
from market.messaging.attachments import attachment
from market.messaging.models import Conversation
from market.messaging.parts import actions_for
from market.messaging.serializers import MessageSerializer, Payload, PossibleActionSerializer


class PersonSerializer(serializers.Serializer[Any]):
    """A member of a conversation."""

    id = serializers.IntegerField(source="user_id")
    display_name = serializers.CharField(source="user.display_name")
    names = NamesField(source="user.names")
    read_seq = serializers.IntegerField()


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """A conversation for one of its members. `url` is its page, `about` the page it is about."""

    title = serializers.CharField(source="shown_title", read_only=True)
    people = serializers.SerializerMethodField()
    last_message = serializers.SerializerMethodField()
    unread = serializers.SerializerMethodField()
    contact_open = serializers.SerializerMethodField()
    is_closed = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(default_timezone=UTC)
    about = serializers.CharField(source="address")
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Conversation
        fields = [
            "id",
            "title",
            "about",
            "people",
            "last_seq",
            "unread",
            "last_message",
            "contact_open",
            "is_closed",
            "created_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(PersonSerializer(many=True))
    def get_people(self, conversation: Conversation) -> list[Payload]:
        """All members, the caller among them, and how far each has read."""
        return list(PersonSerializer(conversation.members.all(), many=True).data)

    @extend_schema_field(MessageSerializer(allow_null=True))
    def get_last_message(self, conversation: Conversation) -> Payload | None:
        """The newest message."""
        last = getattr(conversation, "last", None)
        if last is None:
            return None
        is_open, reader = conversation.contact_open_at is not None, self.context["request"].user
        files = {last.pk: [attachment(each, reader, is_open=is_open) for each in last.file_list]}
        return MessageSerializer(last, context={**self.context, "conversation": conversation, "files": files}).data

    def get_unread(self, conversation: Conversation) -> int:
        """How many messages of others the caller has not read."""
        return int(getattr(conversation, "unread", 0))

    def get_is_closed(self, conversation: Conversation) -> bool:
        """Whether the caller blocked its other member: it can be read, and nobody can write in it."""
        return bool(getattr(conversation, "is_closed", False))

    def get_contact_open(self, conversation: Conversation) -> bool:
        """Whether numbers, addresses and links are shown: once money is held for a contract of the two."""
        return conversation.contact_open_at is not None


class ConversationDetailSerializer(ConversationSerializer):
    """A conversation with its `actions`: what the caller may do in it now, each with the page of its form."""

    actions = serializers.SerializerMethodField()

    class Meta(ConversationSerializer.Meta):
        fields = [*ConversationSerializer.Meta.fields, "actions"]
        read_only_fields = fields

    @extend_schema_field(PossibleActionSerializer(many=True))
    def get_actions(self, conversation: Conversation) -> list[Payload]:
        """Terms, offers and work; none where there is nothing to do."""
        is_closed = self.get_is_closed(conversation)
        actions = [] if is_closed else actions_for(self.context["request"].user, conversation)
        return list(PossibleActionSerializer(actions, many=True).data)
