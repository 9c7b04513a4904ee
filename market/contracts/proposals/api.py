"""The API of proposals."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.models import Contract, Proposal
from market.contracts.proposals.actions import (
    agree_proposal,
    ask_to_end,
    end_contract,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.request_actions import ask_extension, ask_revision
from market.contracts.proposals.serializers import (
    AskExtensionFields,
    AskRevisionFields,
    EndFields,
    ProposalSerializer,
    ProposeChangeFields,
)
from market.contracts.queries import contracts_of
from market.contracts.representations import MilestoneSerializer
from market.contracts.workroom.actions import grant_revision
from market.contracts.workroom.serializers import ContractSerializer
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch


class Proposals(DomainView):
    """The proposals of a contract."""

    @extend_schema(responses=ProposalSerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """A page of 20, newest first."""
        contract = fetch(Contract.objects.visible_to(request.user), contract_id)
        return self.page_of(_proposals(request).filter(contract=contract).order_by("-pk"), ProposalSerializer)


class ProposeChange(DomainView):
    """Propose a change of the milestones."""

    fields = ProposeChangeFields

    @extend_schema(request=ProposeChangeFields, responses={201: ProposalSerializer})
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The proposal, with what would be different."""
        contract = fetch(Contract.objects.visible_to(request.user), contract_id)
        sent = self.parsed(contract=contract)
        wishes = ProposeChangeFields.wishes(sent, contract)
        proposal = propose_change(by=request.user, contract_id=contract_id, wishes=wishes, note=sent["note"])
        return self.respond(proposal, ProposalSerializer, status=201)


class AskExtension(DomainView):
    """Ask for more time for a milestone."""

    fields = AskExtensionFields

    @extend_schema(request=AskExtensionFields, responses={201: ProposalSerializer})
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The proposal."""
        proposal = ask_extension(by=request.user, milestone_id=milestone_id, **self.parsed())
        return self.respond(proposal, ProposalSerializer, status=201)


class AskRevision(DomainView):
    """Ask for one more round of changes."""

    fields = AskRevisionFields

    @extend_schema(request=AskRevisionFields, responses={201: ProposalSerializer})
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The proposal."""
        proposal = ask_revision(by=request.user, milestone_id=milestone_id, **self.parsed())
        return self.respond(proposal, ProposalSerializer, status=201)


class GrantRevision(DomainView):
    """Grant one more round of changes."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(grant_revision(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class EndContract(DomainView):
    """Ask to end a contract early. Without a split, and where the other side asked the same, agree to it."""

    fields = EndFields

    @extend_schema(request=EndFields, responses=ContractSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The contract."""
        contract = fetch(Contract.objects.visible_to(request.user), contract_id)
        sent = self.parsed(contract=contract)
        if "split" in sent:
            shares = {each["milestone"]: each["release"].amount for each in sent["split"]}
            ask_to_end(by=request.user, contract_id=contract.pk, shares=shares, note=sent["note"])
        else:
            end_contract(by=request.user, contract_id=contract.pk)
        return self.respond(fetch(contracts_of(request.user), contract_id), ContractSerializer)


class ProposalDetail(DomainView):
    """One proposal."""

    @extend_schema(responses=ProposalSerializer)
    def get(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        return self.respond(fetch(_proposals(request), proposal_id), ProposalSerializer)


class AgreeProposal(DomainView):
    """Agree to what the other side asked."""

    @extend_schema(request=None, responses=ProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        return self.respond(agree_proposal(by=request.user, proposal_id=proposal_id), ProposalSerializer)


class RefuseProposal(DomainView):
    """Refuse what the other side asked."""

    @extend_schema(request=None, responses=ProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        return self.respond(refuse_proposal(by=request.user, proposal_id=proposal_id), ProposalSerializer)


class WithdrawProposal(DomainView):
    """Take back what the caller asked."""

    @extend_schema(request=None, responses=ProposalSerializer)
    def post(self, request: MemberRequest, proposal_id: int) -> Response:
        """The proposal."""
        return self.respond(withdraw_proposal(by=request.user, proposal_id=proposal_id), ProposalSerializer)


def _proposals(request: MemberRequest) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(request.user).select_related("contract")
