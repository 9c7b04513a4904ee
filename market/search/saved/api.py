"""The API of people and services that users saved."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.profiles.representations import ProfileCardSerializer
from market.search.saved.actions import add_saved_profile, add_saved_service, remove_saved
from market.search.saved.queries import saved_profiles, saved_services
from market.services.representations import ServiceCardSerializer


class SaveProfile(DomainView):
    """Save a freelancer for later; the freelancer is not told."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, profile_id: int) -> Response:
        """Save; saving again changes nothing."""
        add_saved_profile(by=request.user, profile_id=profile_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, profile_id: int) -> Response:
        """Remove from the saved list."""
        remove_saved(by=request.user, kind="talent", target=profile_id)
        return Response(status=204)


class SaveService(DomainView):
    """Save a service for later."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """Save; saving again changes nothing."""
        add_saved_service(by=request.user, service_id=service_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, service_id: int) -> Response:
        """Remove from the saved list."""
        remove_saved(by=request.user, kind="services", target=service_id)
        return Response(status=204)


class SavedProfiles(DomainView):
    """The freelancers whom the caller saved."""

    @extend_schema(responses=ProfileCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first."""
        return self.page_of(saved_profiles(request.user), ProfileCardSerializer)


class SavedServices(DomainView):
    """The services that the caller saved."""

    @extend_schema(responses=ServiceCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first."""
        return self.page_of(saved_services(request.user), ServiceCardSerializer)
