"""The API of measures against the caller, and of appeals."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.moderation.appeals.actions import appeal_measure
from market.moderation.measures.grounds import GROUNDS
from market.moderation.queries import measures_of
from market.moderation.serializers import MeasureAppealFields, MeasureGroundSerializer, MeasureSerializer


class MyMeasures(DomainView):
    """Measures against the caller."""

    @extend_schema(operation_id="measures_list", responses=MeasureSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first, ended ones too."""
        return self.page_of(measures_of(request.user), MeasureSerializer)


class MeasureDetail(DomainView):
    """A statement of reasons."""

    @extend_schema(operation_id="measures_retrieve", responses=MeasureSerializer)
    def get(self, request: MemberRequest, measure_id: int) -> Response:
        """What, why, for how long, and what the caller can do."""
        return self.respond(fetch(measures_of(request.user), measure_id), MeasureSerializer)


class AppealMeasure(DomainView):
    """Appeal a measure, once: another moderator decides."""

    fields = MeasureAppealFields

    @extend_schema(request=MeasureAppealFields, responses={201: MeasureSerializer})
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """The measure, with the appeal."""
        appeal_measure(by=request.user, measure_id=measure_id, **self.parsed())
        return self.respond(fetch(measures_of(request.user), measure_id), MeasureSerializer, status=201)


class MeasureGrounds(PublicView):
    """The published grounds of measures."""

    pagination_class = None

    @extend_schema(responses=MeasureGroundSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """All of them."""
        return Response(MeasureGroundSerializer(GROUNDS.values(), many=True).data)
