"""The API of the moderators' desk: the queue and its cases. Private conversations are read on the page only."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.db import fetch
from market.moderation.cases import actions as cases_actions
from market.moderation.cases.reading import read_case
from market.moderation.cases.serializers import (
    CaseNoteFields,
    CaseRowSerializer,
    DeskMeasureSerializer,
    WholeCaseSerializer,
)
from market.moderation.models import Case, Measure


class Desk(StaffView):
    """Base of views for moderators and leads; others get 404."""

    roles = (User.Role.MODERATOR, User.Role.LEAD)

    def case(self, request: MemberRequest, case_id: int) -> Response:
        """The case as it stands now."""
        rows = Case.objects.on_desk(request.user).select_related("about", "keeper").prefetch_related("flags")
        case = fetch(rows, case_id)
        reading = read_case(by=request.user, case=case)
        return Response(WholeCaseSerializer(case, context={"reading": reading, "request": request}).data)

    def measure(self, request: MemberRequest, measure_id: int, status: int = 200) -> Response:
        """The measure as it stands now."""
        rows = Measure.objects.on_desk(request.user).select_related("person", "imposed_by", "undo_asked_by", "appeal")
        return self.respond(fetch(rows, measure_id), DeskMeasureSerializer, status=status)


class Cases(Desk):
    """The queue of cases."""

    @extend_schema(
        operation_id="cases_list",
        responses=CaseRowSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=Case.State.values)],
    )
    def get(self, request: MemberRequest) -> Response:
        """Cases in a state (default "open"): urgent ones first, then by due date; closed ones, latest first."""
        requested = request.query_params.get("state", "")
        state = requested if requested in Case.State.values else Case.State.OPEN
        return self.page_of(Case.objects.on_desk(request.user).queue(state), CaseRowSerializer)


class CaseDetail(Desk):
    """A case in full."""

    @extend_schema(operation_id="cases_retrieve", responses=WholeCaseSerializer)
    def get(self, request: MemberRequest, case_id: int) -> Response:
        """The item, its reports, flags and measures."""
        return self.case(request, case_id)


class KeepCase(Desk):
    """Take a case on."""

    fields = CaseNoteFields

    @extend_schema(request=CaseNoteFields, responses=WholeCaseSerializer)
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """The caller takes it on."""
        cases_actions.take_on_case(by=request.user, case_id=case_id, **self.parsed())
        return self.case(request, case_id)


class CloseCase(Desk):
    """Close a case without a measure."""

    fields = CaseNoteFields

    @extend_schema(request=CaseNoteFields, responses=WholeCaseSerializer)
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """Reporters are notified."""
        cases_actions.close_case(by=request.user, case_id=case_id, **self.parsed())
        return self.case(request, case_id)
