"""The API of live rooms: the way in, and the hosts that officers keep."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.issuing.api import Desk
from market.training.models import RoomHost
from market.training.rooms import actions as rooms_actions
from market.training.rooms.queries import room_of
from market.training.rooms.serializers import RoomHostFields, RoomHostSerializer, RoomSerializer


class EnterRoom(DomainView):
    """A live room."""

    @extend_schema(responses=RoomSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """Its address, from half an hour before the class to its end; for who sets it, also before."""
        return self.respond({"room": room_of(request.user, session_id)}, RoomSerializer)


class RoomHosts(Desk):
    """Hosts on which live rooms and recordings may be."""

    fields = RoomHostFields

    @extend_schema(responses=RoomHostSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """By name."""
        return self.page_of(RoomHost.objects.select_related("added_by"), RoomHostSerializer)

    @extend_schema(request=RoomHostFields, responses={201: RoomHostSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The allowed host."""
        return self.respond(
            rooms_actions.add_room_host(by=request.user, **self.parsed()), RoomHostSerializer, status=201
        )


class RemoveRoomHost(Desk):
    """Allow a host no more."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, host_id: int) -> Response:
        """Remove it; refused while a class that is still to come has its room there."""
        rooms_actions.remove_room_host(by=request.user, host_id=host_id)
        return Response(status=204)
