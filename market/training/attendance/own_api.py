"""The API of attendance: a trainee's own, and the table of a batch."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.attendance.batch_queries import attendance_table
from market.training.attendance.own_queries import attendance_of
from market.training.attendance.own_serializers import BatchAttendanceSerializer, OwnAttendanceSerializer
from market.training.enrolments.queries import course_of
from market.training.models import Batch, Enrolment


class MyAttendance(DomainView):
    """The user's attendance."""

    @extend_schema(responses=OwnAttendanceSerializer)
    def get(self, request: MemberRequest) -> Response:
        """Of the course that they are on, or completed last: the last class first."""
        place = course_of(request.user)
        if place is None or place.state == Enrolment.State.OFFERED:
            raise NotFound
        return self.respond(attendance_of(place), OwnAttendanceSerializer)


class BatchAttendance(DomainView):
    """The attendance of a batch."""

    @extend_schema(responses=BatchAttendanceSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Its trainees by seat, with what counts of each class. For officers and its trainers."""
        batch = fetch(Batch.objects.visible_to(request.user).exclude(phase=None), batch_id)
        return self.respond(attendance_table(batch), BatchAttendanceSerializer)
