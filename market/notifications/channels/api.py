"""The API of the devices that get pushes."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.web.middleware import is_shared
from market.notifications.channels.device_actions import DeviceIsShared, add_device, push_key, remove_device
from market.notifications.channels.serializers import PushDeviceFields, PushDeviceSerializer, PushDevicesSerializer
from market.notifications.models import Subscription


class PushSubscriptionList(DomainView):
    """The caller's devices that get pushes."""

    fields = PushDeviceFields

    @extend_schema(responses=PushDevicesSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The site's key and the devices."""
        devices = Subscription.objects.visible_to(request.user)
        return self.respond({"key": push_key().public, "devices": devices}, PushDevicesSerializer)

    @extend_schema(request=PushDeviceFields, responses={201: PushDeviceSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Push to this browser too. 409 where the person said at the sign-in that others use it."""
        if is_shared(request):
            raise DeviceIsShared
        return self.respond(add_device(by=request.user, **self.parsed()), PushDeviceSerializer, status=201)


class PushSubscriptionDetail(DomainView):
    """One device."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, subscription_id: int) -> Response:
        """Push to it no more."""
        remove_device(by=request.user, subscription_id=subscription_id)
        return Response(status=204)
