"""Suggestions: open to all. A user's own past searches: theirs alone."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.web.throttles import suggestions
from market.search.suggesting.actions import clear_past_searches, record_search
from market.search.suggesting.past_searches import past_searches
from market.search.suggesting.queries import PAGES, suggest
from market.search.suggesting.serializers import PastSearchFields, PastSearchSerializer, SuggestionsSerializer


class Suggest(PublicView):
    """Suggestions for a search box."""

    @extend_schema(
        operation_id="search_suggest",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="What was typed so far, in any writing."),
            OpenApiParameter("in", OpenApiTypes.STR, enum=list(PAGES), description="The list that is searched."),
        ],
        responses=SuggestionsSerializer,
    )
    def get(self, request: Request) -> Response:
        """At most eight skills, topics, districts, own past searches, people and services."""
        suggestions.check(request)
        in_list = next((each for each in PAGES if each == request.query_params.get("in")), None)
        results = suggest(request.query_params.get("q", ""), request.user, in_list)
        response = self.respond({"results": results}, SuggestionsSerializer)
        # Who is named may be hidden the next moment.
        names_rows = any(each.kind in ("person", "service") for each in results)
        for_visitors = "no-cache" if names_rows else "public, max-age=60"
        response["Cache-Control"] = "private, no-store" if request.user.is_authenticated else for_visitors
        return response


class PastSearches(DomainView):
    """The caller's own last searches, which suggestions offer again."""

    fields = PastSearchFields
    pagination_class = None

    @extend_schema(responses=PastSearchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """At most ten, newest first."""
        return Response(PastSearchSerializer(past_searches(request.user), many=True).data)

    @extend_schema(request=PastSearchFields, responses={201: PastSearchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Keep a search; the same one again becomes the newest."""
        parsed = self.parsed()
        search = record_search(by=request.user, q=parsed["q"], in_list=parsed["list"])
        return self.respond(search, PastSearchSerializer, 201)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Clear them all."""
        clear_past_searches(by=request.user)
        return Response(status=204)
