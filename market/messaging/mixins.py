"""The half of an API class that jobs completes: it opens a conversation at the same path."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Pagination
from market.messaging.parts import conversation_filters
from market.messaging.queries import with_last_messages
from market.messaging.representations import ConversationSerializer
from market.messaging.sorting.queries import filtered_conversations


class FilterFields(serializers.Serializer[Any]):
    """Which conversations: those of a filter; without one all that are not archived."""

    def get_fields(self) -> dict[str, Any]:
        """The field, with the filters that apps registered."""
        choices = [(code, str(each.label)) for code, each in conversation_filters().items()]
        text = "Without it, all that are not archived."
        return {"filter": serializers.ChoiceField(choices, required=False, help_text=text)}


class ListConversationsMixin(DomainView):
    """The caller's conversations."""

    @extend_schema(
        operation_id="conversations_list",
        parameters=[OpenApiParameter("page", int), FilterFields],
        responses=inline_serializer(
            "ConversationPage",
            {
                "count": serializers.IntegerField(),
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
                "results": ConversationSerializer(many=True),
            },
        ),
    )
    def get(self, request: MemberRequest) -> Response:
        """The one with the newest message first."""
        chosen = FilterFields(data=request.query_params)
        chosen.is_valid(raise_exception=True)
        pages = Pagination()
        rows = filtered_conversations(request.user, chosen.validated_data.get("filter", ""))
        page = with_last_messages(request.user, pages.paginate_queryset(rows, request, view=self) or [])
        return pages.get_paginated_response(ConversationSerializer(page, many=True, context={"request": request}).data)
