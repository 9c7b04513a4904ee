"""The API of a freelancer's balance, payout account and payouts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from market.accounts.sign_in.proof import PROVEN, RecentlyProven, is_proven
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound
from market.core.models import StoredAnswer
from market.core.web.site_address import site_of
from market.payments.models import PayoutAccount
from market.payments.payouts.actions import check_payout, request_payout
from market.payments.payouts.coming import money_coming_to
from market.payments.payouts.onboarding_actions import start_onboarding
from market.payments.payouts.queries import is_large_payout, payouts_of
from market.payments.payouts.serializers import (
    BalanceSerializer,
    OnboardingSerializer,
    PayoutAccountSerializer,
    PayoutSerializer,
    RequestPayoutFields,
)
from market.payments.queries import balances_of


class MyBalance(DomainView):
    """The caller's money as a freelancer."""

    pagination_class = None

    @extend_schema(responses=BalanceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """One balance for each currency."""
        context = {"coming": money_coming_to(request.user)}
        return Response(BalanceSerializer(instance=balances_of(request.user), many=True, context=context).data)


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
        amount, currency = form.validated_data.get("amount"), form.validated_data.get("currency")
        if is_proven(request) or not is_large_payout(request.user, amount, currency):
            return False
        key = request.headers.get("Idempotency-Key", "")
        if not StoredAnswer.objects.filter(user=request.user, key=key).exists():
            check_payout(by=request.user, amount=amount, currency=currency)
        return True


class MyPayouts(DomainView):
    """The caller's payouts. One of more than a site's limit asks for proof anew."""

    fields = RequestPayoutFields
    permission_classes = [IsAuthenticated, ProvenPayout]

    @extend_schema(responses=PayoutSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        return self.page_of(payouts_of(request.user).prefetch_related("releases__milestone"), PayoutSerializer)

    @extend_schema(request=RequestPayoutFields, responses={201: PayoutSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Send what is ready, or the amount given."""
        fields = self.parsed()
        payout = request_payout(by=request.user, amount=fields.get("amount"), currency=fields.get("currency"))
        return self.respond(payout, PayoutSerializer, status=201)
