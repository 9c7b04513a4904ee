"""The API of appeals against measures."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.moderation.appeals import actions as appeals_actions
from market.moderation.appeals.actions import appeal_measure
from market.moderation.appeals.queries import appeals_waiting
from market.moderation.appeals.serializers import MeasureAppealFields, VerdictFields
from market.moderation.cases.api import Desk
from market.moderation.cases.serializers import DeskMeasureSerializer
from market.moderation.measures.queries import measures_of
from market.moderation.measures.serializers import MeasureSerializer
from market.moderation.models import Measure


class CaseAppeals(Desk):
    """Appeals that the caller may decide."""

    @extend_schema(operation_id="cases_appeals", responses=DeskMeasureSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The appealed measures, by due date of the appeal."""
        waiting = appeals_waiting(request.user).values("measure")
        rows = Measure.objects.filter(pk__in=waiting).select_related("person", "imposed_by", "undo_asked_by", "appeal")
        return self.page_of(rows.order_by("appeal__due_at", "pk"), DeskMeasureSerializer)


class DecideMeasureAppeal(Desk):
    """Decide an appeal, by another moderator than who imposed the measure."""

    fields = VerdictFields

    @extend_schema(request=VerdictFields, responses=DeskMeasureSerializer)
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """The user is notified."""
        appeals_actions.decide_measure_appeal(by=request.user, measure_id=measure_id, **self.parsed())
        return self.measure(request, measure_id)


class AppealMeasure(DomainView):
    """Appeal a measure, once: another moderator decides."""

    fields = MeasureAppealFields

    @extend_schema(request=MeasureAppealFields, responses={201: MeasureSerializer})
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """The measure, with the appeal."""
        appeal_measure(by=request.user, measure_id=measure_id, **self.parsed())
        return self.respond(fetch(measures_of(request.user), measure_id), MeasureSerializer, status=201)
