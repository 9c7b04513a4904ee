"""The workroom's API: contracts, and the actions on a milestone that move no money."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.queries import contracts_of
from market.contracts.representations import MilestoneSerializer
from market.contracts.workroom.actions import (
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
    withdraw_refund,
)
from market.contracts.workroom.contract_actions import accept_terms
from market.contracts.workroom.serializers import (
    AcceptFields,
    ContractSerializer,
    RequestChangesFields,
    RequestRefundFields,
    SubmitWorkFields,
)
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch


class ContractList(DomainView):
    """The caller's contracts, newest first."""

    @extend_schema(responses=ContractSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20."""
        return self.page_of(contracts_of(request.user), ContractSerializer)


class ContractDetail(DomainView):
    """One of the caller's contracts."""

    @extend_schema(responses=ContractSerializer)
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """The contract with its milestones."""
        return self.respond(fetch(contracts_of(request.user), contract_id), ContractSerializer)


class AcceptTerms(DomainView):
    """Accept the other side's latest terms of a bid."""

    fields = AcceptFields

    @extend_schema(request=AcceptFields, responses=ContractSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The contract."""
        contract = accept_terms(by=request.user, bid_id=bid_id, number=self.parsed()["terms"])
        return self.respond(fetch(contracts_of(request.user), contract.pk), ContractSerializer)


class SubmitWork(DomainView):
    """Hand work in."""

    fields = SubmitWorkFields

    @extend_schema(request=SubmitWorkFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        sent = self.parsed()
        files = [str(each) for each in sent["files"]]
        return self.respond(
            submit_work(by=request.user, milestone_id=milestone_id, note=sent["note"], file_ids=files),
            MilestoneSerializer,
        )


class RequestChanges(DomainView):
    """Ask for changes of what was delivered."""

    fields = RequestChangesFields

    @extend_schema(request=RequestChangesFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        sent = self.parsed()
        files = [str(each) for each in sent.pop("files")]
        return self.respond(
            request_changes(by=request.user, milestone_id=milestone_id, file_ids=files, **sent), MilestoneSerializer
        )


class RequestRefund(DomainView):
    """Ask for the held money back."""

    fields = RequestRefundFields

    @extend_schema(request=RequestRefundFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(
            request_refund(by=request.user, milestone_id=milestone_id, **self.parsed()), MilestoneSerializer
        )


class RefuseRefund(DomainView):
    """Say no to a refund."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(refuse_refund(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class WithdrawRefund(DomainView):
    """Take the own request for a refund back."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(withdraw_refund(by=request.user, milestone_id=milestone_id), MilestoneSerializer)
