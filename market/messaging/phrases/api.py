"""The API of the phrase book and of quick replies."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.messaging.models import QuickReply
from market.messaging.phrases import book
from market.messaging.phrases.actions import (
    add_quick_reply,
    change_quick_reply,
    delete_quick_reply,
    move_quick_reply,
)
from market.messaging.phrases.serializers import (
    PhraseSerializer,
    QuickReplyChanges,
    QuickReplyFields,
    QuickReplySerializer,
)

TEXT = OpenApiParameter("text", OpenApiTypes.STR, description="A message: only phrases that it is about, at most 3.")


class PhraseBook(DomainView):
    """The phrase book."""

    pagination_class = None

    @extend_schema(operation_id="phrases_list", parameters=[TEXT], responses=PhraseSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """All phrases, or with `text` hints for who reads it. Nothing leaves the site."""
        text = request.query_params.get("text")
        rows = book.phrases() if text is None else book.hints(text)
        return Response(PhraseSerializer(rows, many=True).data)


class QuickReplies(DomainView):
    """The caller's quick replies."""

    fields = QuickReplyFields
    pagination_class = None

    @extend_schema(operation_id="quick_replies_list", responses=QuickReplySerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """In their order."""
        return Response(QuickReplySerializer(QuickReply.objects.visible_to(request.user), many=True).data)

    @extend_schema(operation_id="quick_replies_create", request=QuickReplyFields, responses={201: QuickReplySerializer})
    def post(self, request: MemberRequest) -> Response:
        """Save one behind the others. 20 at most: 409 `quick_replies_full`."""
        return self.respond(add_quick_reply(by=request.user, **self.parsed()), QuickReplySerializer, status=201)


class QuickReplyDetail(DomainView):
    """A quick reply."""

    fields = QuickReplyChanges

    @extend_schema(operation_id="quick_replies_retrieve", responses=QuickReplySerializer)
    def get(self, request: MemberRequest, reply_id: int) -> Response:
        """The quick reply."""
        return self.respond(fetch(QuickReply.objects.visible_to(request.user), reply_id), QuickReplySerializer)

    @extend_schema(operation_id="quick_replies_update", request=QuickReplyChanges, responses=QuickReplySerializer)
    def patch(self, request: MemberRequest, reply_id: int) -> Response:
        """Change its text, its place, or both."""
        changes, reply = self.parsed(), fetch(QuickReply.objects.visible_to(request.user), reply_id)
        if "text" in changes:
            reply = change_quick_reply(by=request.user, reply_id=reply_id, text=changes["text"])
        if "position" in changes:
            reply = move_quick_reply(by=request.user, reply_id=reply_id, place=changes["position"])
        return self.respond(reply, QuickReplySerializer)

    @extend_schema(operation_id="quick_replies_delete", responses={204: None})
    def delete(self, request: MemberRequest, reply_id: int) -> Response:
        """Delete it."""
        delete_quick_reply(by=request.user, reply_id=reply_id)
        return Response(status=204)
