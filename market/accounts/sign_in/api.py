"""The API of the devices on which a user is signed in. Scoped tokens do not come in."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.sign_in import device_actions
from market.accounts.sign_in.device_actions import live_devices
from market.accounts.sign_in.serializers import CountSerializer, DeviceSerializer, EndDevicesFields
from market.core.api.views import DomainView, MemberRequest


class Devices(DomainView):
    """Where the caller is signed in."""

    @extend_schema(responses=DeviceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The devices, last seen first."""
        return self.page_of(live_devices(request.user), DeviceSerializer)


class EndOtherDevices(DomainView):
    """Sign out everywhere but in the session of this request."""

    fields = EndDevicesFields

    @extend_schema(request=EndDevicesFields, responses=CountSerializer)
    def post(self, request: MemberRequest) -> Response:
        """How many sign-ins were ended."""
        keep = request.session.session_key or ""
        count = device_actions.end_other_devices(by=request.user, keep=keep, **self.parsed())
        return Response({"count": count})


class DeviceDetail(DomainView):
    """One signed-in device."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, device_id: int) -> Response:
        """Sign it out."""
        device_actions.end_device(by=request.user, device_id=device_id)
        return Response(status=204)
