"""The officers' API of holidays and Ramadan."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.core.base import clock
from market.training.issuing.api import Desk
from market.training.models import CalendarPeriod
from market.training.periods import actions as periods_actions
from market.training.plans.serializers import PeriodFields, PeriodSerializer


class Periods(Desk):
    """Holidays without a fixed date, and Ramadan."""

    fields = PeriodFields

    @extend_schema(responses=PeriodSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those from today on, by their first day."""
        today = clock.local(clock.now()).date()
        return self.page_of(CalendarPeriod.objects.filter(last_day__gte=today), PeriodSerializer)

    @extend_schema(request=PeriodFields, responses={201: PeriodSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The entered period; calendars that are planned from now on go by it."""
        return self.respond(periods_actions.add_period(by=request.user, **self.parsed()), PeriodSerializer, status=201)


class RemovePeriod(Desk):
    """There are classes on these days after all."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, period_id: int) -> Response:
        """Remove it; calendars that are planned already stay as they are."""
        periods_actions.remove_period(by=request.user, period_id=period_id)
        return Response(status=204)
