"""The moderators' desk over HTTP: the queue, a case, what is decided in it. Private talk is read on the page alone."""

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
    """What is for moderators and leads alone: for all others it does not exist."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks: the role, with its second factor."""
        super().initial(request, *args, **kwargs)
        user = cast(User, request.user)
        if not user.has_role(User.Role.MODERATOR, User.Role.LEAD):
            raise NotFound
        require_second_factor(user)

    def case(self, request: MemberRequest, case_id: int) -> Response:
        """The case as it stands now."""
        rows = Case.objects.on_desk(request.user).select_related("about", "keeper").prefetch_related("flags")
        found = fetch(rows, case_id)
        read = read_case(by=request.user, case=found)
        return Response(WholeCaseSerializer(found, context={"read": read}).data)

    def measure(self, request: MemberRequest, measure_id: int, status: int = 200) -> Response:
        """The measure as it stands now."""
        rows = Measure.objects.on_desk(request.user).select_related("person", "imposed_by", "undo_asked_by", "appeal")
        return Response(DeskMeasureSerializer(fetch(rows, measure_id)).data, status=status)


class Cases(Desk):
    """The one queue of reports and of what rules found."""

    @extend_schema(
        operation_id="cases_list",
        responses=CaseRowSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=Case.State.values)],
    )
    def get(self, request: MemberRequest) -> Response:
        """Cases in a state ("open" without one): harassment first, then what is due; of the closed, the last closed."""
        asked = request.query_params.get("state", "")
        state = asked if asked in Case.State.values else Case.State.OPEN
        return self.page_of(Case.objects.on_desk(request.user).queue(state), CaseRowSerializer)


class CaseDetail(Desk):
    """All of a case."""

    @extend_schema(operation_id="cases_retrieve", responses=WholeCaseSerializer)
    def get(self, request: MemberRequest, case_id: int) -> Response:
        """What it is about, who reported it, what rules found, and what was decided."""
        return self.case(request, case_id)


class KeepCase(Desk):
    """Take a case on."""

    fields = CaseNoteFields

    @extend_schema(request=CaseNoteFields, responses=WholeCaseSerializer)
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """It is kept in sight, by the caller."""
        cases_actions.keep_case(by=request.user, case_id=case_id, **self.parsed())
        return self.case(request, case_id)


class CloseCase(Desk):
    """Close a case without a step."""

    fields = CaseNoteFields

    @extend_schema(request=CaseNoteFields, responses=WholeCaseSerializer)
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """Who reported it is told."""
        cases_actions.close_case(by=request.user, case_id=case_id, **self.parsed())
        return self.case(request, case_id)


class ImposeMeasure(Desk):
    """Impose a step: warn, hide, limit, suspend or ban."""

    fields = StepFields

    @extend_schema(request=StepFields, responses={201: DeskMeasureSerializer})
    def post(self, request: MemberRequest, case_id: int) -> Response:
        """The person is told at once what, why, for how long, and how to appeal."""
        sent = self.parsed()
        seen, step = sent.pop("seen"), measures_actions.Step(**sent)
        made = measures_actions.impose_measure(by=request.user, case_id=case_id, step=step, seen=seen)
        return self.measure(request, made.pk, status=201)


class UndoMeasure(Desk):
    """Take a measure back. Of a ban the first call asks (by who imposed it, or a lead), another one's confirms."""

    fields = UndoFields

    @extend_schema(request=UndoFields, responses=DeskMeasureSerializer)
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """Its effect ends at once; `ended_at` says so. A ban that only one has asked to take back goes on."""
        reversal_actions.undo_measure(by=request.user, measure_id=measure_id, **self.parsed())
        return self.measure(request, measure_id)


class CaseAppeals(Desk):
    """Appeals that wait for the caller."""

    @extend_schema(operation_id="cases_appeals", responses=DeskMeasureSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The measures that they are against, each with its appeal: what is due first."""
        waiting = appeals_waiting(request.user).values("measure")
        rows = Measure.objects.filter(pk__in=waiting).select_related("person", "imposed_by", "undo_asked_by", "appeal")
        return self.page_of(rows.order_by("appeal__due_at", "pk"), DeskMeasureSerializer)


class DecideMeasureAppeal(Desk):
    """Decide on an appeal, by another moderator than who imposed the measure."""

    fields = VerdictFields

    @extend_schema(request=VerdictFields, responses=DeskMeasureSerializer)
    def post(self, request: MemberRequest, measure_id: int) -> Response:
        """The person is told."""
        appeals_actions.decide_measure_appeal(by=request.user, measure_id=measure_id, **self.parsed())
        return self.measure(request, measure_id)
