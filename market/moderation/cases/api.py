"""The API of the moderators' desk: the queue, cases, and decisions. Private conversations are read on the page only."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.accounts.sign_in.second_factor import require_second_factor
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.moderation.appeals import actions as appeals_actions
from market.moderation.cases import actions as cases_actions
from market.moderation.cases.reading import read_case
from market.moderation.cases.serializers import (
    CaseNoteFields,
    CaseRowSerializer,
    DeskMeasureSerializer,
    StepFields,
    UndoFields,
    VerdictFields,
    WholeCaseSerializer,
)
from market.moderation.measures import actions as measures_actions
from market.moderation.measures import reversal_actions
from market.moderation.models import Case, Measure
from market.moderation.queries import appeals_waiting


class Desk(DomainView):
    """Base of views for moderators and leads; others get 404."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the role and its second factor, after DRF's own checks."""
        super().initial(request, *args, **kwargs)
        user = cast(User, request.user)
        if not user.has_role(User.Role.MODERATOR, User.Role.LEAD):
            raise NotFound
        require_second_factor(user)

    def case(self, request: MemberRequest, case_id: int) -> Response:
        """The case as it stands now."""
        rows = Case.objects.on_desk(request.user).select_related("about", "keeper").prefetch_related("flags")
        case = fetch(rows, case_id)
        reading = read_case(by=request.user, case=case)
        return Response(WholeCaseSerializer(case, context={"reading": reading}).data)

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
