"""Conversations as the APIs of other apps show them too."""

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import NamesField, TextField
from market.core.api.views import MemberRequest
from market.messaging.appending import MAX_TEXT_LENGTH
from market.messaging.attachments import attachment
from market.messaging.models import Conversation, Message
from market.messaging.parts import actions_for, card_for
from market.messaging.queries import pinned_messages
from market.messaging.reading import Extras, Payload, extras_of
from market.messaging.serializers import CardSerializer, PossibleActionSerializer
from market.messaging.serializers import MessageSerializer as MessageSerializer


def message_data(request: MemberRequest, message: Message) -> Payload:
    """A message as the caller reads it."""
    conversation = message.conversation
    extras = extras_of([message], request.user, is_open=conversation.contact_open_at is not None)
    context = {"request": request, "conversation": conversation, "extras": extras}
    return MessageSerializer(message, context=context).data


class PersonSerializer(serializers.Serializer[Any]):
    """A member of a conversation."""

    id = serializers.IntegerField(source="user_id")
    display_name = serializers.CharField(source="user.display_name")
    names = NamesField(source="user.names")
    read_seq = serializers.IntegerField()
    delivered_seq = serializers.IntegerField(
        source="reached_seq", help_text="The last message that a device of theirs has, or that they have read."
    )


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """A conversation for one of its members. `url` is its page, `about` the page it is about."""

    title = serializers.CharField(source="shown_title", read_only=True)
    people = serializers.SerializerMethodField()
    last_message = serializers.SerializerMethodField()
    unread = serializers.SerializerMethodField()
    contact_open = serializers.SerializerMethodField()
    is_closed = serializers.SerializerMethodField()
    is_muted = serializers.SerializerMethodField()
    is_archived = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()
    draft_at = serializers.SerializerMethodField()
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
            "is_muted",
            "is_archived",
            "draft",
            "draft_at",
            "created_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(PersonSerializer(many=True))
    def get_people(self, conversation: Conversation) -> list[Payload]:
        """All members, the caller among them, and how far messages have reached each, and each has read."""
        return list(PersonSerializer(conversation.members.all(), many=True).data)

    @extend_schema_field(MessageSerializer(allow_null=True))
    def get_last_message(self, conversation: Conversation) -> Payload | None:
        """The newest message."""
        last = getattr(conversation, "last", None)
        if last is None:
            return None
        is_open, reader = conversation.contact_open_at is not None, self.context["request"].user
        files = {last.pk: [attachment(each, reader, is_open=is_open) for each in last.file_list]}
        context = {**self.context, "conversation": conversation, "extras": Extras(files=files)}
        return MessageSerializer(last, context=context).data

    def get_unread(self, conversation: Conversation) -> int:
        """How many messages of others the caller has not read."""
        return int(getattr(conversation, "unread", 0))

    def get_is_closed(self, conversation: Conversation) -> bool:
        """Whether it can only be read: a block or an account that is no more closed it. Why is not told."""
        return bool(getattr(conversation, "is_closed", False))

    def get_is_muted(self, conversation: Conversation) -> bool:
        """Whether the caller is notified of none of its messages."""
        member = conversation.membership_of(self.context["request"].user)
        return member is not None and member.is_muted

    def get_is_archived(self, conversation: Conversation) -> bool:
        """Whether the caller archived it, and nothing was written since."""
        return conversation.is_archived_for(self.context["request"].user)

    def get_draft(self, conversation: Conversation) -> str:
        """What the caller has begun to write, on whichever device; sending a message empties it."""
        member = conversation.membership_of(self.context["request"].user)
        return member.draft if member else ""

    def get_draft_at(self, conversation: Conversation) -> datetime | None:
        """When it was written."""
        member = conversation.membership_of(self.context["request"].user)
        return member.draft_at if member else None

    def get_contact_open(self, conversation: Conversation) -> bool:
        """Whether numbers, addresses and links are shown: once money is held for a contract of the two."""
        return conversation.contact_open_at is not None


class MembershipFields(serializers.Serializer[Any]):
    """What the caller changes of a conversation for themselves; the others learn nothing of it."""

    is_muted = serializers.BooleanField(required=False, help_text="Muted, its messages notify of nothing.")
    is_archived = serializers.BooleanField(
        required=False, help_text="Archived, the list leaves it out until the next message comes."
    )
    draft = TextField(
        most=MAX_TEXT_LENGTH,
        required=False,
        allow_blank=True,
        help_text="What the caller has begun to write; sending a message empties it.",
    )


class ConversationDetailSerializer(ConversationSerializer):
    """A conversation with its `actions`: what the caller may do in it now, each with the page of its form; and with its
    pinned messages, the one pinned last at the end."""

    actions = serializers.SerializerMethodField()
    card = serializers.SerializerMethodField()
    pinned = serializers.SerializerMethodField()

    class Meta(ConversationSerializer.Meta):
        fields = [*ConversationSerializer.Meta.fields, "actions", "card", "pinned"]
        read_only_fields = fields

    @extend_schema_field(PossibleActionSerializer(many=True))
    def get_actions(self, conversation: Conversation) -> list[Payload]:
        """Terms, offers and work; none where there is nothing to do."""
        is_closed = self.get_is_closed(conversation)
        actions = [] if is_closed else actions_for(self.context["request"].user, conversation)
        return list(PossibleActionSerializer(actions, many=True).data)

    @extend_schema_field(CardSerializer(allow_null=True))
    def get_card(self, conversation: Conversation) -> Payload | None:
        """The service that it is about, with its price; its client may order it. Null once money is held."""
        card = None if self.get_is_closed(conversation) else card_for(self.context["request"].user, conversation)
        return CardSerializer(card).data if card else None

    @extend_schema_field(MessageSerializer(many=True))
    def get_pinned(self, conversation: Conversation) -> list[Payload]:
        """Without those that the caller deleted for themselves."""
        request = self.context["request"]
        return [message_data(request, message) for message in pinned_messages(request.user, conversation)]
