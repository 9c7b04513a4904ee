"""The API of refunds, and of failed ones: what the site owes, and what operators have paid another way."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.representations import MilestoneSerializer
from market.core.api.views import DomainView, MemberRequest
from market.payments.api import MoneyView
from market.payments.models import Refund
from market.payments.refunds import repayment_actions
from market.payments.refunds.actions import agree_refund, give_refund
from market.payments.refunds.queries import refunds_not_arrived
from market.payments.refunds.serializers import RefundSerializer, RepayFields


class RefundList(MoneyView):
    """Refunds that the client's card or bank refused: the caller's; for operators all."""

    @extend_schema(operation_id="refunds_list", responses=RefundSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20: what is owed still first, then newest first."""
        visible = Refund.objects.visible_to(request.user)
        return self.page_of(refunds_not_arrived().filter(pk__in=visible.values("pk")), RefundSerializer)


class RepayRefund(MoneyView):
    """Record that an operator has paid what is owed of one another way. The client is notified."""

    fields = RepayFields

    @extend_schema(request=RepayFields, responses=RefundSerializer)
    def post(self, request: MemberRequest, refund_id: int) -> Response:
        """The refund."""
        refund = repayment_actions.repay_refund(by=request.user, refund_id=refund_id, **self.parsed())
        return self.respond(refund, RefundSerializer)


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
