"""Talks over HTTP: what a socket does, for programs without one and networks that block it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import Invalid
from market.messaging.actions import mark_read, post_message
from market.messaging.queries import PAGE, following, newest, talk_of
from market.messaging.serializers import MessageFields, MessageSerializer, ReadFields

MOST = 200


class FilesNotTaken(Invalid):
    help = "talking-safely#talk"
    code = "files_not_taken"
    sentence = _("Messages carry text only: send the files with the work in the workroom.")


class WindowFields(serializers.Serializer[Any]):
    """Which messages: those after a number, or those before one; without either the newest."""

    after_seq = serializers.IntegerField(required=False, min_value=0, max_value=2**62)
    before_seq = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, default=PAGE)


class MessageList(DomainView):
    """The messages of a talk."""

    fields = MessageFields

    @extend_schema(
        operation_id="conversation_messages_list",
        parameters=[WindowFields],
        responses=inline_serializer(
            "MessageWindow",
            {
                "results": MessageSerializer(many=True),
                "last_seq": serializers.IntegerField(help_text="The newest message of the talk."),
            },
        ),
    )
    def get(self, request: MemberRequest, conversation_id: int) -> Response:
        """Give some, always in order of seq. With `after_seq=` again and again nothing can be missed."""
        window = WindowFields(data=request.query_params)
        window.is_valid(raise_exception=True)
        asked = window.validated_data
        talk = talk_of(request.user, conversation_id)
        if "after_seq" in asked:
            found = following(talk, after=asked["after_seq"], limit=asked["limit"])
        else:
            found = newest(talk, before=asked.get("before_seq"), limit=asked["limit"])
        rows = MessageSerializer(found, many=True, context={"request": request, "talk": talk}).data
        return Response({"results": rows, "last_seq": talk.last_seq})

    @extend_schema(
        operation_id="conversation_messages_create",
        request=MessageFields,
        responses={201: MessageSerializer},
    )
    def post(self, request: MemberRequest, conversation_id: int) -> Response:
        """Send one. The same `client_id` again gives the message that stands, and no second one."""
        given = self.parsed()
        if given["files"]:
            raise FilesNotTaken(errors={"files": [FilesNotTaken.sentence]})
        message = post_message(
            by=request.user, conversation_id=conversation_id, text=given["text"], client_id=given["client_id"]
        )
        context = {"request": request, "talk": message.conversation}
        return Response(MessageSerializer(message, context=context).data, status=201)


class ReadConversation(DomainView):
    """How far the caller has read."""

    fields = ReadFields

    @extend_schema(operation_id="conversation_read", request=ReadFields, responses=ReadFields)
    def post(self, request: MemberRequest, conversation_id: int) -> Response:
        """Note it; never back."""
        member = mark_read(by=request.user, conversation_id=conversation_id, seq=self.parsed()["seq"])
        return Response({"seq": member.read_seq})
