"""The API of outages of districts: everybody reads, officers enter."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import MemberRequest, PublicView
from market.training.district_outages import actions as outages_actions
from market.training.district_outages import deciding_actions
from market.training.district_outages.queries import listed_outages, waiting_outages
from market.training.district_outages.serializers import DistrictOutageFields, DistrictOutageSerializer, OutageEndFields
from market.training.issuing.api import Desk


class Outages(PublicView):
    """Outages of districts."""

    @extend_schema(operation_id="outages_list", responses=DistrictOutageSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Running ones, those to come, and those of the last seven days."""
        return self.page_of(listed_outages(), DistrictOutageSerializer)


class EnterOutage(Desk):
    """Outages that wait for another officer, and a new outage."""

    fields = DistrictOutageFields

    @extend_schema(operation_id="waiting_outages_list", responses=DistrictOutageSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that began before they were entered, until another officer confirms or refuses them."""
        return self.page_of(waiting_outages(), DistrictOutageSerializer)

    @extend_schema(request=DistrictOutageFields, responses={201: DistrictOutageSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Deadlines of those who live or learn in the district wait; if it has begun already, once another officer
        has confirmed it."""
        outage = outages_actions.enter_outage(by=request.user, **self.parsed())
        return self.respond(outage, DistrictOutageSerializer, status=201)


class ExtendOutage(Desk):
    """It lasts longer."""

    fields = OutageEndFields

    @extend_schema(request=OutageEndFields, responses=DistrictOutageSerializer)
    def post(self, request: MemberRequest, outage_id: int) -> Response:
        """Set a later end."""
        outage = outages_actions.extend_outage(by=request.user, outage_id=outage_id, **self.parsed())
        return self.respond(outage, DistrictOutageSerializer)


class EndOutage(Desk):
    """It is over before its time."""

    @extend_schema(request=None, responses=DistrictOutageSerializer)
    def post(self, request: MemberRequest, outage_id: int) -> Response:
        """End it now; deadlines come back by what is left of it."""
        outage = outages_actions.end_outage(by=request.user, outage_id=outage_id)
        return self.respond(outage, DistrictOutageSerializer)


class ConfirmOutage(Desk):
    """Confirm what another officer entered."""

    @extend_schema(request=None, responses=DistrictOutageSerializer)
    def post(self, request: MemberRequest, outage_id: int) -> Response:
        """It counts from its start on: deadlines move."""
        outage = deciding_actions.confirm_outage(by=request.user, outage_id=outage_id)
        return self.respond(outage, DistrictOutageSerializer)


class RefuseOutage(Desk):
    """Refuse one that waits."""

    @extend_schema(request=None, responses=DistrictOutageSerializer)
    def post(self, request: MemberRequest, outage_id: int) -> Response:
        """It does not count."""
        outage = deciding_actions.refuse_outage(by=request.user, outage_id=outage_id)
        return self.respond(outage, DistrictOutageSerializer)
