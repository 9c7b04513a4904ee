"""The API of the notice to cancel."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.representations import MilestoneSerializer
from market.core.api.views import DomainView, MemberRequest
from market.payments.cancelling.actions import give_cancel_notice, withdraw_cancel_notice


class GiveCancelNotice(DomainView):
    """Give notice to cancel late work: at `cancel_at` what is held goes back, if nothing was delivered by then."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(give_cancel_notice(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class WithdrawCancelNotice(DomainView):
    """Take the notice to cancel back."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(withdraw_cancel_notice(by=request.user, milestone_id=milestone_id), MilestoneSerializer)
