"""One message in the API: read, edit, delete for oneself, react, pin."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.serializers import TextField
from market.core.api.views import DomainView, MemberRequest
from market.messaging.appending import MAX_TEXT_LENGTH
from market.messaging.changes.actions import delete_for_oneself, edit_message, pin, react
from market.messaging.models import Message
from market.messaging.queries import get_conversation, get_message
from market.messaging.representations import message_data
from market.messaging.serializers import MessageSerializer


class EditFields(serializers.Serializer[Any]):
    """The new text of a message."""

    text = TextField(most=MAX_TEXT_LENGTH, allow_blank=True)


class ReactionFields(serializers.Serializer[Any]):
    """How the caller reacts."""

    kind = serializers.ChoiceField(Message.Reaction.choices)


class MessageDetail(DomainView):
    """One message, by its number in the conversation."""

    fields = EditFields

    @extend_schema(operation_id="conversation_message_retrieve", responses=MessageSerializer)
    def get(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """The message. It does not count as read."""
        conversation = get_conversation(request.user, conversation_id)
        return Response(message_data(request, get_message(request.user, conversation, seq)))

    @extend_schema(operation_id="conversation_message_edit", request=EditFields, responses=MessageSerializer)
    def patch(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """Edit the caller's own message, within minutes of sending it: 409 `edit_too_late` after that. Its `edited_at`
        tells everybody; moderators see the text of before."""
        text = self.parsed()["text"]
        message = edit_message(by=request.user, conversation_id=conversation_id, seq=seq, text=text)
        return Response(message_data(request, message))

    @extend_schema(operation_id="conversation_message_delete", responses={204: None})
    def delete(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """Delete the message for the caller alone: they see its number without a text from now on; others keep it."""
        delete_for_oneself(by=request.user, conversation_id=conversation_id, seq=seq)
        return Response(status=204)


class MessageReaction(DomainView):
    """The caller's reaction to a message: one at most."""

    fields = ReactionFields

    @extend_schema(operation_id="conversation_message_react", request=ReactionFields, responses=MessageSerializer)
    def put(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """React, in the place of an earlier reaction."""
        kind = self.parsed()["kind"]
        return Response(
            message_data(request, react(by=request.user, conversation_id=conversation_id, seq=seq, kind=kind))
        )

    @extend_schema(operation_id="conversation_message_unreact", responses={204: None})
    def delete(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """Take the reaction back."""
        react(by=request.user, conversation_id=conversation_id, seq=seq, kind="")
        return Response(status=204)


class MessagePin(DomainView):
    """Whether a message stands pinned at the top of the conversation, for all its members."""

    @extend_schema(operation_id="conversation_message_pin", request=None, responses={204: None})
    def put(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """Pin it: 409 `too_many_pinned` where there are twenty."""
        pin(by=request.user, conversation_id=conversation_id, seq=seq, is_pinned=True)
        return Response(status=204)

    @extend_schema(operation_id="conversation_message_unpin", responses={204: None})
    def delete(self, request: MemberRequest, conversation_id: int, seq: int) -> Response:
        """Unpin it."""
        pin(by=request.user, conversation_id=conversation_id, seq=seq, is_pinned=False)
        return Response(status=204)
