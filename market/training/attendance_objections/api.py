"""The API of objections to attendance: a trainee's, and the officers'."""

from django.db.models import Case, When
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access_each
from market.core.base.db import fetch
from market.training.attendance_objections import actions as attendance_objection_actions
from market.training.attendance_objections.serializers import (
    AttendanceDecisionFields,
    AttendanceObjectionFields,
    AttendanceObjectionSerializer,
)
from market.training.issuing.api import Desk
from market.training.models import AttendanceObjection

PARTS = ("files", "decisions__new_mark")


class ObjectToAttendance(DomainView):
    """A trainee's objection to what counts of them in a class."""

    fields = AttendanceObjectionFields

    @extend_schema(operation_id="classes_objection_retrieve", responses=AttendanceObjectionSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """What became of it."""
        rows = AttendanceObjection.objects.filter(enrolment__trainee=request.user).prefetch_related(*PARTS)
        key = rows.filter(session=session_id).values_list("pk", flat=True).first()
        return self.respond(fetch(rows.select_related("enrolment"), key), AttendanceObjectionSerializer)

    @extend_schema(
        operation_id="classes_objection_create",
        request=AttendanceObjectionFields,
        responses={201: AttendanceObjectionSerializer},
    )
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The objection; an officer who had no part in it answers."""
        objection = attendance_objection_actions.object_to_attendance(
            by=request.user, session_id=session_id, **self.parsed()
        )
        return self.respond(objection, AttendanceObjectionSerializer, status=201)


class AskSecondAboutAttendance(DomainView):
    """Have another officer look at a refused objection, once."""

    @extend_schema(request=None, responses=AttendanceObjectionSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The objection, which is open again."""
        objection = attendance_objection_actions.ask_second_about_attendance(by=request.user, session_id=session_id)
        return self.respond(objection, AttendanceObjectionSerializer)


class AttendanceObjections(Desk):
    """Objections to attendance."""

    @extend_schema(responses=AttendanceObjectionSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Open ones first, the most urgent on top."""
        rows = AttendanceObjection.objects.visible_to(request.user).select_related("enrolment")
        ordered = rows.prefetch_related(*PARTS).order_by(Case(When(state="open", then=0), default=1), "due_at")
        answer = self.page_of(ordered, AttendanceObjectionSerializer)
        seen = AttendanceObjection.objects.filter(pk__in=[each["id"] for each in answer.data["results"]])
        log_access_each("attendance_objection.seen", by=request.user, on=seen)
        return answer


class DecideAttendance(Desk):
    """Decide on an objection to attendance."""

    fields = AttendanceDecisionFields

    @extend_schema(request=AttendanceDecisionFields, responses=AttendanceObjectionSerializer)
    def post(self, request: MemberRequest, objection_id: int) -> Response:
        """The decided objection."""
        objection = attendance_objection_actions.decide_attendance(
            by=request.user, objection_id=objection_id, **self.parsed()
        )
        return self.respond(objection, AttendanceObjectionSerializer)
