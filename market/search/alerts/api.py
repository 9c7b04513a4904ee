"""The API of saved searches."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.search.alerts import actions as alerts_actions
from market.search.alerts.queries import saved_before
from market.search.alerts.serializers import SavedSearchChanges, SavedSearchFields, SavedSearchSerializer
from market.search.models import SavedSearch


class SavedSearches(DomainView):
    """The caller's saved searches, and saving one."""

    fields = SavedSearchFields

    @extend_schema(responses=SavedSearchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first."""
        return self.page_of(SavedSearch.objects.visible_to(request.user), SavedSearchSerializer)

    @extend_schema(request=SavedSearchFields, responses={200: SavedSearchSerializer, 201: SavedSearchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Save a search. One that the caller has is answered with 200, with the name and frequency that are given."""
        fields = self.parsed()
        kind = fields.pop("list")
        is_new = saved_before(request.user, kind, fields["query"]) is None
        search = alerts_actions.save_search(by=request.user, kind=kind, **fields)
        return self.respond(search, SavedSearchSerializer, status=201 if is_new else 200)


class SavedSearchDetail(DomainView):
    """A saved search."""

    fields = SavedSearchChanges

    @extend_schema(responses=SavedSearchSerializer)
    def get(self, request: MemberRequest, search_id: int) -> Response:
        """The search."""
        return self.respond(fetch(SavedSearch.objects.visible_to(request.user), search_id), SavedSearchSerializer)

    @extend_schema(request=SavedSearchChanges, responses=SavedSearchSerializer)
    def patch(self, request: MemberRequest, search_id: int) -> Response:
        """Rename it, pause it, or change how often its results are told."""
        search = alerts_actions.change_search(by=request.user, search_id=search_id, **self.parsed())
        return self.respond(search, SavedSearchSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, search_id: int) -> Response:
        """Remove it."""
        alerts_actions.remove_search(by=request.user, search_id=search_id)
        return Response(status=204)
