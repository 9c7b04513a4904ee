"""The half of an API class that jobs completes: it opens a conversation at the same path."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Pagination
from market.messaging.queries import conversations_of, with_last_messages
from market.messaging.representations import ConversationSerializer


class ListConversationsMixin(DomainView):
    """The caller's conversations."""

    @extend_schema(
        operation_id="conversations_list",
        parameters=[OpenApiParameter("page", int)],
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
        pages = Pagination()
        page = with_last_messages(pages.paginate_queryset(conversations_of(request.user), request, view=self) or [])
        return pages.get_paginated_response(ConversationSerializer(page, many=True, context={"request": request}).data)
