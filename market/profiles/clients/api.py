"""Clients' profiles in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound
from market.profiles.clients.actions import change_client_profile
from market.profiles.clients.serializers import ClientFields, ClientSerializer, OwnClientSerializer
from market.profiles.models import ClientProfile


class ClientDetail(DomainView):
    """A client who has posted a job, or the caller."""

    @extend_schema(responses=ClientSerializer)
    def get(self, request: MemberRequest, user_id: int) -> Response:
        """The client."""
        rows = ClientProfile.objects.select_related("user").visible_to(request.user)
        client = rows.filter(user_id=user_id).first()
        if client is None:
            raise NotFound
        return self.respond(client, ClientSerializer)


class MyClientProfile(DomainView):
    """The caller's own profile as a client."""

    fields = ClientFields

    @extend_schema(responses=OwnClientSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The profile, empty before it was first saved."""
        existing = ClientProfile.objects.select_related("user").filter(user=request.user).first()
        client: Any = existing or ClientProfile(user=request.user)
        return self.respond(client, OwnClientSerializer)

    @extend_schema(request=ClientFields, responses=OwnClientSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """The changed profile."""
        return self.respond(change_client_profile(by=request.user, **self.parsed()), OwnClientSerializer)
