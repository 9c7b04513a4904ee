"""Reports and blocks over HTTP."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.safety.actions import block_person, decide_report, report_thing, unblock_person
from market.safety.models import Block, Report, known_state
from market.safety.serializers import (
    BlockFields,
    BlockSerializer,
    DecisionFields,
    QueuedReportSerializer,
    ReportFields,
    ReportSerializer,
)


class Reports(DomainView):
    """What the caller reported, and reporting something."""

    fields = ReportFields

    @extend_schema(operation_id="reports_list", responses=ReportSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The caller's own reports, the newest first."""
        return self.page_of(
            Report.objects.filter(reporter=request.user).prefetch_related("messages").order_by("-pk"), ReportSerializer
        )

    @extend_schema(operation_id="reports_create", request=ReportFields, responses={201: ReportSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The report, which waits for a moderator. The messages that prove it are copied as they are now."""
        sent = self.parsed()
        new_report = report_thing(by=request.user, thing_id=sent.pop("id"), **sent)
        return self.respond(new_report, ReportSerializer, status=201)


class Queue(StaffView):
    """What is for moderators alone: for all others it does not exist."""

    roles = (User.Role.MODERATOR,)


class ReportQueue(Queue):
    """The moderators' queue."""

    @extend_schema(
        operation_id="reports_queue",
        responses=QueuedReportSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=Report.State.values)],
    )
    def get(self, request: MemberRequest) -> Response:
        """Reports in a state ("open" without one): what waits longest first; of the closed, the last closed."""
        state = known_state(request.query_params.get("state", ""))
        return self.page_of(Report.objects.queue(state).prefetch_related("messages"), QueuedReportSerializer)


class ReportDetail(Queue):
    """A report, for moderators."""

    @extend_schema(operation_id="reports_retrieve", responses=QueuedReportSerializer)
    def get(self, request: MemberRequest, report_id: int) -> Response:
        """Who reported what, and what moderators noted."""
        return self.respond(fetch(Report.objects.visible_to(request.user), report_id), QueuedReportSerializer)


class DecideReport(Queue):
    """Put a report on watch, or close it."""

    fields = DecisionFields

    @extend_schema(request=DecisionFields, responses=QueuedReportSerializer)
    def post(self, request: MemberRequest, report_id: int) -> Response:
        """The report as it stands now."""
        return self.respond(
            decide_report(by=request.user, report_id=report_id, **self.parsed()), QueuedReportSerializer
        )


class Blocks(DomainView):
    """Whom the caller keeps away, and keeping somebody away."""

    fields = BlockFields

    @extend_schema(operation_id="blocks_list", responses=BlockSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The caller's own blocks, the newest first. Nobody learns who blocked the caller."""
        rows = Block.objects.filter(blocker=request.user).select_related("blocked").order_by("-pk")
        return self.page_of(rows, BlockSerializer)

    @extend_schema(operation_id="blocks_create", request=BlockFields, responses={201: BlockSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The block. Again, the same one."""
        block = block_person(by=request.user, person_id=self.parsed()["user"])
        return self.respond(block, BlockSerializer, status=201)


class BlockDetail(DomainView):
    """A person whom the caller keeps away."""

    @extend_schema(operation_id="blocks_destroy", responses={204: None})
    def delete(self, request: MemberRequest, user_id: int) -> Response:
        """Take the block back."""
        unblock_person(by=request.user, person_id=user_id)
        return Response(status=204)
