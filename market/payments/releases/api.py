"""The API of releases."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.representations import MilestoneSerializer
from market.core.api.views import DomainView, MemberRequest
from market.payments.releases.actions import approve_milestone, release_part
from market.payments.releases.serializers import ReleasePartFields


class ApproveMilestone(DomainView):
    """Approve what was delivered: what is held is released."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(approve_milestone(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class ReleasePart(DomainView):
    """Release a part of what is held."""

    fields = ReleasePartFields

    @extend_schema(request=ReleasePartFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(
            release_part(by=request.user, milestone_id=milestone_id, **self.parsed()), MilestoneSerializer
        )
