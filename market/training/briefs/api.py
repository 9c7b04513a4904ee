"""The API of the bank of briefs: trainees of the programme read it, trainers and officers keep it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.briefs import actions as briefs_actions
from market.training.briefs.actions import BriefDetails
from market.training.briefs.serializers import BriefFields, BriefSerializer
from market.training.models import Brief


class Briefs(DomainView):
    """Briefs for projects."""

    fields = BriefFields

    @extend_schema(
        parameters=[OpenApiParameter("topic", str, description="The slug of a topic.")],
        responses=BriefSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """Those that the caller sees: trainees the active ones of their topic, trainers and officers all."""
        rows = Brief.objects.visible_to(request.user).select_related("topic").order_by("topic__position", "hours", "pk")
        topic = request.query_params.get("topic", "")
        return self.page_of(rows.filter(topic__slug=topic) if topic else rows, BriefSerializer)

    @extend_schema(request=BriefFields, responses={201: BriefSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The added brief. For officers, and for trainers of the topic."""
        added = briefs_actions.add_brief(by=request.user, details=BriefDetails(**self.parsed()))
        return self.respond(added, BriefSerializer, status=201)


class BriefDetail(DomainView):
    """A brief."""

    fields = BriefFields

    @extend_schema(responses=BriefSerializer)
    def get(self, request: MemberRequest, brief_id: int) -> Response:
        """It."""
        return self.respond(fetch(Brief.objects.visible_to(request.user), brief_id), BriefSerializer)

    @extend_schema(request=BriefFields, responses=BriefSerializer)
    def put(self, request: MemberRequest, brief_id: int) -> Response:
        """The changed brief. For officers, and for trainers of the topic; agreed projects stay as they are."""
        details = BriefDetails(**self.parsed())
        return self.respond(
            briefs_actions.change_brief(by=request.user, brief_id=brief_id, details=details), BriefSerializer
        )


class RetireBrief(DomainView):
    """Retire a brief."""

    @extend_schema(request=None, responses=BriefSerializer)
    def post(self, request: MemberRequest, brief_id: int) -> Response:
        """The retired brief: nobody can choose it any more."""
        return self.respond(briefs_actions.retire_brief(by=request.user, brief_id=brief_id), BriefSerializer)


class RestoreBrief(DomainView):
    """Take a retired brief back."""

    @extend_schema(request=None, responses=BriefSerializer)
    def post(self, request: MemberRequest, brief_id: int) -> Response:
        """The brief, which can be chosen again."""
        return self.respond(briefs_actions.restore_brief(by=request.user, brief_id=brief_id), BriefSerializer)
