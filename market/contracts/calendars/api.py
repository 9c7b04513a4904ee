"""The API of the calendar feed's address."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.sign_in.proof import PROVEN
from market.contracts.calendars.actions import end_calendar, renew_calendar
from market.contracts.calendars.feeds import feed_address
from market.contracts.calendars.serializers import CalendarSerializer
from market.contracts.models import CalendarKey
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound


class MyCalendar(DomainView):
    """The address of the caller's calendar of deadlines."""

    permission_classes, proves = PROVEN, ("GET", "POST")

    @extend_schema(responses=CalendarSerializer)
    def get(self, request: MemberRequest) -> Response:
        """It; 404 while there is none."""
        key = CalendarKey.objects.filter(user=request.user).first()
        if key is None:
            raise NotFound
        return self.respond({"url": feed_address(request, key), "made_at": key.made_at}, CalendarSerializer)

    @extend_schema(request=None, responses={201: CalendarSerializer})
    def post(self, request: MemberRequest) -> Response:
        """A new one; the one before leads nowhere from now on."""
        key = renew_calendar(by=request.user)
        data = CalendarSerializer({"url": feed_address(request, key), "made_at": key.made_at}).data
        return Response(data, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Delete the address of the calendar feed."""
        end_calendar(by=request.user)
        return Response(status=204)
