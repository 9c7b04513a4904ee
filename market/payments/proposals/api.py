"""The API of what two operators do together."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.payments.models import StaffProposal
from market.payments.proposals import actions
from market.payments.proposals.serializers import ProposeFields, RefuseProposalFields, StaffProposalSerializer


class ProposalView(StaffView):
    """A proposal, or all of them: for operators."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OPERATOR,)


class StaffProposals(ProposalView):
    """All of them, and a new one."""

    fields = ProposeFields

    @extend_schema(operation_id="desk_proposals_list", responses=StaffProposalSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        return self.page_of(StaffProposal.objects.visible_to(request.user), StaffProposalSerializer)

    @extend_schema(request=ProposeFields, responses={201: StaffProposalSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The proposal. The same again gives the one that is open."""
        return self.respond(actions.propose(by=request.user, **self.parsed()), StaffProposalSerializer, 201)


class ApproveStaffProposal(ProposalView):
    """Approve another operator's proposal: it is carried out."""

    @extend_schema(request=None, responses=StaffProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        return self.respond(
            actions.approve_staff_proposal(by=request.user, proposal_id=proposal_id), StaffProposalSerializer
        )


class RefuseStaffProposal(ProposalView):
    """Refuse another operator's proposal."""

    fields = RefuseProposalFields

    @extend_schema(request=RefuseProposalFields, responses=StaffProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        row = actions.refuse_staff_proposal(by=request.user, proposal_id=proposal_id, **self.parsed())
        return self.respond(row, StaffProposalSerializer)


class WithdrawStaffProposal(ProposalView):
    """Take an own proposal back."""

    @extend_schema(request=None, responses=StaffProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        row = actions.withdraw_staff_proposal(by=request.user, proposal_id=proposal_id)
        return self.respond(row, StaffProposalSerializer)
