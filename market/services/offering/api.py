"""The API of services. Search has the list: it adds `get` to `CreateServiceMixin`."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.services.mixins import service_response
from market.services.models import Service
from market.services.offering.actions import change_service, discard_service, pause_service, publish_service
from market.services.offering.picture_actions import add_service_picture, remove_service_picture
from market.services.offering.serializers import (
    ChangeServiceFields,
    ServicePictureFields,
    ServicePictureSerializer,
    ServiceSerializer,
)
from market.services.representations import ServiceCardSerializer


class ServiceDetail(DomainView):
    """A service."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = ChangeServiceFields

    @extend_schema(operation_id="services_retrieve", responses=ServiceSerializer, auth=[])
    def get(self, request: Request, service_id: int) -> Response:
        """The service, for everybody while it is live."""
        return self.respond(fetch(Service.objects.with_parts().visible_to(request.user), service_id), ServiceSerializer)

    @extend_schema(operation_id="services_change", request=ChangeServiceFields, responses=ServiceSerializer)
    def patch(self, request: MemberRequest, service_id: int) -> Response:
        """Change the fields that are sent. Earlier orders stay as they were."""
        return service_response(request, change_service(by=request.user, service_id=service_id, changes=self.parsed()))  # type: ignore[arg-type]  # its fields

    @extend_schema(operation_id="services_discard", responses={204: None})
    def delete(self, request: MemberRequest, service_id: int) -> Response:
        """Delete a draft."""
        discard_service(by=request.user, service_id=service_id)
        return Response(status=204)


class PublishService(DomainView):
    """Show a draft or a paused service to everybody."""

    @extend_schema(request=None, responses=ServiceSerializer)
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """The live service."""
        return service_response(request, publish_service(by=request.user, service_id=service_id))


class PauseService(DomainView):
    """Take no orders for a while."""

    @extend_schema(request=None, responses=ServiceSerializer)
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """The paused service."""
        return service_response(request, pause_service(by=request.user, service_id=service_id))


class AddServicePicture(DomainView):
    """Add a picture to a service."""

    fields = ServicePictureFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that a file is missing

    @extend_schema(request={"multipart/form-data": ServicePictureFields}, responses={201: ServicePictureSerializer})
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """The picture, at the end of the others."""
        fields = self.parsed()
        file, title = fields["picture"], fields["title"]
        picture = add_service_picture(by=request.user, service_id=service_id, file=file, title=title)
        return self.respond(picture, ServicePictureSerializer, status=201)


class RemoveServicePicture(DomainView):
    """A picture of the caller's service."""

    @extend_schema(operation_id="services_pictures_remove", responses={204: None})
    def delete(self, request: MemberRequest, service_id: int, picture_id: int) -> Response:
        """Delete it."""
        remove_service_picture(by=request.user, service_id=service_id, picture_id=picture_id)
        return Response(status=204)


class MyServices(DomainView):
    """The caller's services, in any state."""

    @extend_schema(operation_id="me_services_list", responses=ServiceCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        rows = Service.objects.for_cards().prefetch_related("skills").filter(freelancer=request.user)
        return self.page_of(rows.order_by("-pk"), ServiceCardSerializer)
