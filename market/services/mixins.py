"""The half of an API class that search completes: it serves the list of services at the same path."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.services.models import Service
from market.services.offering.actions import create_service
from market.services.offering.details import ServiceDetails
from market.services.offering.serializers import ServiceFields, ServiceSerializer


def service_response(request: MemberRequest, service: Service, status: int = 200) -> Response:
    """The service, read again with all its parts."""
    shown = fetch(Service.objects.with_parts().visible_to(request.user), service.pk)
    return Response(ServiceSerializer(shown, context={"request": request}).data, status=status)


class CreateServiceMixin(DomainView):
    """`POST services/`. Search serves the path: its class inherits from this one and adds `get`, open to all."""

    permission_classes = [IsAuthenticatedOrReadOnly]  # noqa: RUF012  # as DRF declares it
    fields = ServiceFields

    @extend_schema(operation_id="services_create", request=ServiceFields, responses={201: ServiceSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Save a draft."""
        return service_response(request, create_service(by=request.user, details=ServiceDetails(**self.parsed())), 201)
