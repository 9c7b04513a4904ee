"""Search in messages, in the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Pagination
from market.core.base.db import fetch
from market.core.web.throttles import searches
from market.messaging.models import Conversation, Message
from market.messaging.queries import with_last_messages
from market.messaging.reading import Extras, extras_of
from market.messaging.representations import ConversationSerializer
from market.search.lists.filters import LONGEST_QUERY
from market.search.messages.queries import MOST, FoundMessage, find, find_conversations
from market.search.messages.serializers import FoundMessageSerializer
from market.search.messages.wanted import Wanted


class WordsField(serializers.Serializer[Any]):
    """What to search for."""

    q = serializers.CharField(
        max_length=LONGEST_QUERY, help_text="Words, in Bangla, English or romanised Bangla: all of them."
    )


class SearchFields(WordsField):
    """The same, and in which conversation."""

    conversation = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="Without it, all of the caller's conversations."
    )


class SearchMessages(DomainView):
    """Search in the caller's messages."""

    @extend_schema(
        operation_id="messages_search",
        parameters=[SearchFields, OpenApiParameter("page", int, description=f"The first {MOST} messages have pages.")],
        responses=FoundMessageSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """Messages of people with all of the words, also in the names of their files; what is hidden from the caller
        finds nothing. Words as they are written come first, then those that sound alike; each with the newest first."""
        searches.check(request)
        fields = SearchFields(data=request.query_params)
        fields.is_valid(raise_exception=True)
        q, key = fields.validated_data["q"], fields.validated_data.get("conversation")
        one = fetch(Conversation.objects.visible_to(request.user), key) if key else None
        pages = Pagination()
        rows = pages.paginate_queryset(find(request.user, q, conversation=one), request, view=self) or []
        context = {"request": request, "wanted": Wanted.of(q), "extras_by_open": _extras(request, rows)}
        return pages.get_paginated_response(FoundMessageSerializer(rows, many=True, context=context).data)


class SearchConversations(DomainView):
    """Search for a conversation of the caller."""

    @extend_schema(
        operation_id="conversations_search", parameters=[WordsField], responses=ConversationSerializer(many=True)
    )
    def get(self, request: MemberRequest) -> Response:
        """At most ten whose title and other members' names have all of the words; the one with the newest
        message first."""
        searches.check(request)
        fields = WordsField(data=request.query_params)
        fields.is_valid(raise_exception=True)
        rows = with_last_messages(request.user, find_conversations(request.user, fields.validated_data["q"]))
        return Response(ConversationSerializer(rows, many=True, context={"request": request}).data)


def _extras(request: MemberRequest, rows: list[FoundMessage]) -> dict[bool, Extras]:
    """What messages have beside their columns: of conversations that are open for contact data, and of the others."""
    of_open: dict[bool, list[Message]] = {True: [], False: []}
    for each in rows:
        of_open[each.is_open].append(each.message)
    return {is_open: extras_of(messages, request.user, is_open=is_open) for is_open, messages in of_open.items()}
