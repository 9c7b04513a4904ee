"""The workroom's API: contracts, and the verbs of a milestone that move no money."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.actions import (
    accept_terms,
    end_contract,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)
from market.contracts.queries import contracts_of
from market.contracts.serializers import (
    ContractSerializer,
    MilestoneSerializer,
    RequestChangesFields,
    RequestRefundFields,
    SubmitWorkFields,
)
from market.core.api import DomainView, MemberRequest
from market.core.db import fetch


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
        return Response(ContractSerializer(fetch(contracts_of(request.user), contract_id)).data)


class AcceptBid(DomainView):
    """Accept the other side's latest terms of a bid."""

    @extend_schema(request=None, responses=ContractSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The contract."""
        contract = accept_terms(by=request.user, bid_id=bid_id)
        return Response(ContractSerializer(fetch(contracts_of(request.user), contract.pk)).data)


class EndContract(DomainView):
    """Ask to end a contract early, or agree to it."""

    @extend_schema(request=None, responses=ContractSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The contract."""
        contract = end_contract(by=request.user, contract_id=contract_id)
        return Response(ContractSerializer(fetch(contracts_of(request.user), contract.pk)).data)


class SubmitWork(DomainView):
    """Hand work in."""

    fields = SubmitWorkFields

    @extend_schema(request=SubmitWorkFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        sent = self.parsed()
        files = [str(each) for each in sent["files"]]
        return _answer(submit_work(by=request.user, milestone_id=milestone_id, note=sent["note"], file_ids=files))


class RequestChanges(DomainView):
    """Ask for changes of what was delivered."""

    fields = RequestChangesFields

    @extend_schema(request=RequestChangesFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return _answer(request_changes(by=request.user, milestone_id=milestone_id, **self.parsed()))


class RequestRefund(DomainView):
    """Ask for the held money back."""

    fields = RequestRefundFields

    @extend_schema(request=RequestRefundFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return _answer(request_refund(by=request.user, milestone_id=milestone_id, **self.parsed()))


class RefuseRefund(DomainView):
    """Say no to a refund."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return _answer(refuse_refund(by=request.user, milestone_id=milestone_id))


def _answer(milestone: Any) -> Response:
    return Response(MilestoneSerializer(milestone).data)
