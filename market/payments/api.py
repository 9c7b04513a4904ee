"""The API of money: the verbs of a milestone that move it, and a freelancer's balance and payouts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from market.accounts.sign_in.proof import PROVEN, RecentlyProven, is_proven
from market.contracts.models import Contract
from market.contracts.queries import contracts_of
from market.contracts.representations import MilestoneSerializer
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.models import StoredAnswer
from market.core.web.site_address import site_of
from market.payments.funding.actions import fund_milestone, fund_several
from market.payments.models import PayoutAccount
from market.payments.payouts.actions import check_payout, request_payout
from market.payments.payouts.onboarding_actions import start_onboarding
from market.payments.queries import balances_of, is_large_payout, payouts_of
from market.payments.refunds.actions import agree_refund, give_refund
from market.payments.releases.actions import approve_milestone, release_part
from market.payments.serializers import (
    BalanceSerializer,
    CheckoutSerializer,
    EntrySerializer,
    FundSeveralFields,
    OnboardingSerializer,
    PayoutAccountSerializer,
    PayoutSerializer,
    ReleasePartFields,
    RequestPayoutFields,
)
from market.payments.statements.record import movements_of


class FundMilestone(DomainView):
    """Open the page on which the client pays a milestone's amount and fee."""

    @extend_schema(request=None, responses=CheckoutSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The page's address; the same one while it is open."""
        funding = fund_milestone(by=request.user, milestone_id=milestone_id, site=site_of(request))
        return self.respond({"checkout_url": funding.checkout_url}, CheckoutSerializer)


class FundSeveral(DomainView):
    """Open one page on which the client pays several milestones, the next ones that wait for their money."""

    fields = FundSeveralFields

    @extend_schema(request=FundSeveralFields, responses=CheckoutSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The page's address; the same one while it is open for the same milestones."""
        fetch(Contract.objects.visible_to(request.user), contract_id)
        ids = self.parsed()["milestones"]
        funding = fund_several(by=request.user, contract_id=contract_id, milestone_ids=ids, site=site_of(request))
        return self.respond({"checkout_url": funding.checkout_url}, CheckoutSerializer)


class ContractRecord(DomainView):
    """The ledger transactions of a contract."""

    pagination_class = None

    @extend_schema(responses=EntrySerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """All of it, oldest first; each with its key and its seal."""
        contract = fetch(contracts_of(request.user), contract_id)
        return Response(EntrySerializer(instance=movements_of(contract, request.user), many=True).data)


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


class AgreeRefund(DomainView):
    """Agree to the refund that the client asked for."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(agree_refund(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class GiveRefund(DomainView):
    """Give what is held back, of the freelancer's own will."""

    @extend_schema(request=None, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone."""
        return self.respond(give_refund(by=request.user, milestone_id=milestone_id), MilestoneSerializer)


class MyBalance(DomainView):
    """The caller's money as a freelancer."""

    pagination_class = None

    @extend_schema(responses=BalanceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """One balance for each currency."""
        return Response(BalanceSerializer(instance=balances_of(request.user), many=True).data)


class MyPayoutAccount(DomainView):
    """The caller's account at the payment provider."""

    permission_classes = PROVEN

    @extend_schema(responses=PayoutAccountSerializer)
    def get(self, request: MemberRequest) -> Response:
        """How far it is; 404 before it was begun."""
        account = PayoutAccount.objects.filter(user=request.user).first()
        if account is None:
            raise NotFound
        return self.respond(account, PayoutAccountSerializer)

    @extend_schema(request=None, responses=OnboardingSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The provider's page where the freelancer sets it up."""
        url = start_onboarding(by=request.user, site=site_of(request))
        return self.respond({"onboarding_url": url}, OnboardingSerializer)


class ProvenPayout(RecentlyProven):
    """Proof anew for a large one. What cannot be paid out is refused before, so that nobody proves it in vain."""

    def is_grave(self, request: Any, view: Any) -> bool:
        """Whether it is large; an invalid body is refused later. Raises what `check_payout` raises, except for a
        request that was sent before under the same Idempotency-Key: its answer is repeated.
        """
        form = RequestPayoutFields(data=request.data, context={"request": request})
        if not form.is_valid():
            return False
        amount = form.validated_data.get("amount")
        if is_proven(request) or not is_large_payout(request.user, amount, "USD"):
            return False
        key = request.headers.get("Idempotency-Key", "")
        if not StoredAnswer.objects.filter(user=request.user, key=key).exists():
            check_payout(by=request.user, amount=amount, currency="USD")
        return True


class MyPayouts(DomainView):
    """The caller's payouts. One of more than a site's limit asks for proof anew."""

    fields = RequestPayoutFields
    permission_classes = [IsAuthenticated, ProvenPayout]

    @extend_schema(responses=PayoutSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        return self.page_of(payouts_of(request.user), PayoutSerializer)

    @extend_schema(request=RequestPayoutFields, responses={201: PayoutSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Send what is ready, or the amount given."""
        payout = request_payout(by=request.user, amount=self.parsed().get("amount"))
        return self.respond(payout, PayoutSerializer, status=201)
