"""The API of the money desk: for operators."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.payments.desk.queries import balances_per_currency, newest_reconciliations
from market.payments.desk.serializers import DeskBalancesSerializer


class DeskBalances(StaffView):
    """The balances of the ledger beside those of the providers."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OPERATOR,)

    @extend_schema(responses=DeskBalancesSerializer)
    def get(self, request: MemberRequest) -> Response:
        """As they are now."""
        balances = {"currencies": balances_per_currency(), "reconciliations": newest_reconciliations()}
        return self.respond(balances, DeskBalancesSerializer)
