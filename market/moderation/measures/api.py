"""The API of measures: imposed and taken back on the desk, and those against the caller."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.moderation.cases.api import Desk
from market.moderation.cases.serializers import DeskMeasureSerializer
from market.moderation.measures import actions as measures_actions
from market.moderation.measures import reversal_actions
from market.moderation.measures.grounds import GROUNDS
from market.moderation.measures.queries import measures_of
from market.moderation.measures.serializers import MeasureGroundSerializer, MeasureSerializer, StepFields, UndoFields


class ImposeMeasure(Desk):
    """Impose a measure: warn, hide, limit, suspend or ban."""

    fields = StepFields

    @extend_schema(request=StepFields, responses={201: DeskMeasureSerializer})
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """The user is notified at once of what, why, for how long, and how to appeal."""
        fields = self.parsed()
        seen, step = fields.pop("seen"), measures_actions.MeasureStep(**fields)
        measure = measures_actions.impose_measure(by=request.user, case_id=case_id, step=step, seen=seen)
        return self.measure(request, measure.pk, status=201)


class UndoMeasure(Desk):
    """Take a measure back. A ban needs two: who imposed it (or a lead) asks, another confirms."""

    fields = UndoFields

    @extend_schema(request=UndoFields, responses=DeskMeasureSerializer)
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """Its effect ends at once, and `ended_at` is set; a ban stays in effect until the second call."""
        reversal_actions.undo_measure(by=request.user, measure_id=measure_id, **self.parsed())
        return self.measure(request, measure_id)


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


class MeasureGrounds(PublicView):
    """The published grounds of measures."""

    pagination_class = None

    @extend_schema(responses=MeasureGroundSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """All of them."""
        return Response(MeasureGroundSerializer(GROUNDS.values(), many=True).data)
