"""The API of the accounts to which a freelancer's taka go."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.sign_in.proof import PROVEN
from market.core.api.views import DomainView, MemberRequest
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payout_methods.queries import methods_of
from market.payments.payout_methods.serializers import PayoutMethodFields, PayoutMethodSerializer


class MyPayoutMethods(DomainView):
    """The caller's accounts for payouts in taka. Another one asks for proof anew, and is used some hours later."""

    fields = PayoutMethodFields
    permission_classes = PROVEN

    @extend_schema(operation_id="me_payout_methods_list", responses=PayoutMethodSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first; what is in use has the state `active`."""
        return self.page_of(methods_of(request.user), PayoutMethodSerializer)

    @extend_schema(request=PayoutMethodFields, responses={201: PayoutMethodSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Name an account. A mail with a link to stop it goes to the account's address."""
        method = set_payout_method(by=request.user, details=MethodDetails(**self.parsed()))
        return self.respond(method, PayoutMethodSerializer, status=201)
