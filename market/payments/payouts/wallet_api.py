"""The API of payouts to wallets that do not move, for operators."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.payments.payouts import wallet_decision_actions
from market.payments.payouts.queries import held_up_payouts
from market.payments.payouts.serializers import DenyFields, HeldPayoutSerializer, TransferFields


class HeldPayouts(StaffView):
    """Payouts to wallets that do not move."""

    roles = (User.Role.OPERATOR,)

    @extend_schema(operation_id="wallet_payouts_list", responses=HeldPayoutSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, the unclear ones first."""
        return self.page_of(held_up_payouts(), HeldPayoutSerializer)


class ConfirmWalletTransfer(StaffView):
    """The provider made the transfer, under this number, which it is asked for."""

    roles = (User.Role.OPERATOR,)
    fields = TransferFields

    @extend_schema(request=TransferFields, responses=HeldPayoutSerializer)
    def post(self, request: MemberRequest, payout_id: int) -> Response:
        """The payout."""
        payout = wallet_decision_actions.confirm_wallet_transfer(by=request.user, payout_id=payout_id, **self.parsed())
        return self.respond(payout, HeldPayoutSerializer)


class DenyWalletTransfer(StaffView):
    """The provider did not make the transfer; two operators say so before the money can be paid out again."""

    roles = (User.Role.OPERATOR,)
    fields = DenyFields

    @extend_schema(request=DenyFields, responses=HeldPayoutSerializer)
    def post(self, request: MemberRequest, payout_id: int) -> Response:
        """The payout."""
        payout = wallet_decision_actions.deny_wallet_transfer(by=request.user, payout_id=payout_id, **self.parsed())
        return self.respond(payout, HeldPayoutSerializer)
