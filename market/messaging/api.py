"""Conversations in the API: what the socket does, for clients without one and networks that block it."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.messaging.actions import mark_read, post_message
from market.messaging.models import Conversation, Message
from market.messaging.queries import (
    PAGE_SIZE,
    get_conversation,
    messages_after,
    newest_messages,
    with_last_messages,
)
from market.messaging.reading import extras_of
from market.messaging.representations import ConversationDetailSerializer, MembershipFields, message_data
from market.messaging.serializers import MessageFields, MessageSerializer, ReadFields
from market.messaging.sorting.actions import sort_conversation

MAX_MESSAGES = 200


class WindowFields(serializers.Serializer[Any]):
    """Which messages: those after a number, or those before one; without either the newest."""

    after_seq = serializers.IntegerField(required=False, min_value=0, max_value=2**62)
    before_seq = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_MESSAGES, default=PAGE_SIZE)


class ConversationDetail(DomainView):
    """A conversation, with what the caller may do in it now."""

    fields = MembershipFields

    @extend_schema(operation_id="conversation_retrieve", responses=ConversationDetailSerializer)
    def get(self, request: MemberRequest, conversation_id: int) -> Response:
        """The conversation. It does not count as read."""
        return self._detail(request, conversation_id)

    @extend_schema(operation_id="conversation_sort", request=MembershipFields, responses=ConversationDetailSerializer)
    def patch(self, request: MemberRequest, conversation_id: int) -> Response:
        """Archive or mute it for the caller, undo that, or keep a draft; what is left out stays as it is."""
        sort_conversation(by=request.user, conversation_id=conversation_id, **self.parsed())
        return self._detail(request, conversation_id)

    def _detail(self, request: MemberRequest, conversation_id: int) -> Response:
        conversation = with_last_messages(request.user, [get_conversation(request.user, conversation_id)])[0]
        return self.respond(conversation, ConversationDetailSerializer)


class MessageList(DomainView):
    """The messages of a conversation."""

    fields = MessageFields

    @extend_schema(
        operation_id="conversation_messages_list",
        parameters=[WindowFields],
        responses=inline_serializer(
            "MessageWindow",
            {
                "results": MessageSerializer(many=True),
                "last_seq": serializers.IntegerField(help_text="The number of the newest message."),
            },
        ),
    )
    def get(self, request: MemberRequest, conversation_id: int) -> Response:
        """Some of them, always in order of `seq`. With repeated `after_seq` none is missed."""
        window = WindowFields(data=request.query_params)
        window.is_valid(raise_exception=True)
        bounds = window.validated_data
        conversation = get_conversation(request.user, conversation_id)
        if "after_seq" in bounds:
            messages = messages_after(request.user, conversation, after=bounds["after_seq"], limit=bounds["limit"])
        else:
            messages = newest_messages(
                request.user, conversation, before=bounds.get("before_seq"), limit=bounds["limit"]
            )
        rows = MessageSerializer(messages, many=True, context=_context(request, conversation, messages)).data
        return Response({"results": rows, "last_seq": conversation.last_seq})

    @extend_schema(
        operation_id="conversation_messages_create",
        request=MessageFields,
        responses={201: MessageSerializer},
    )
    def post(self, request: MemberRequest, conversation_id: int) -> Response:
        """Send one, with files that were uploaded before. It is there when all of it is durable. A repeated `client_id`
        returns the first message and adds none. Files wait until the other side has answered, or money is held: 409
        `files_too_early`. Nobody writes in a closed conversation: 403 `conversation_closed`."""
        fields = self.parsed()
        message = post_message(
            by=request.user,
            conversation_id=conversation_id,
            text=fields["text"],
            client_id=fields["client_id"],
            file_ids=fields["files"],
            reply_to=fields.get("reply_to"),
        )
        return Response(message_data(request, message), status=201)


def _context(request: MemberRequest, conversation: Conversation, messages: list[Message]) -> dict[str, Any]:
    """What MessageSerializer needs for these messages."""
    is_open = conversation.contact_open_at is not None
    extras = extras_of(messages, request.user, is_open=is_open)
    return {"request": request, "conversation": conversation, "extras": extras}


class ReadConversation(DomainView):
    """How far the caller has read."""

    fields = ReadFields

    @extend_schema(operation_id="conversation_read", request=ReadFields, responses=ReadFields)
    def post(self, request: MemberRequest, conversation_id: int) -> Response:
        """Record how far the caller has read; it never moves back."""
        member = mark_read(by=request.user, conversation_id=conversation_id, seq=self.parsed()["seq"])
        return Response({"seq": member.read_seq})
