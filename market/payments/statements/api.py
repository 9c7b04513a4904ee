"""The API of a contract's ledger transactions."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.queries import contracts_of
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.payments.statements.record import movements_of
from market.payments.statements.serializers import EntrySerializer


class ContractRecord(DomainView):
    """The ledger transactions of a contract."""

    pagination_class = None

    @extend_schema(responses=EntrySerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """All of it, oldest first; each with its key and its seal."""
        contract = fetch(contracts_of(request.user), contract_id)
        return Response(EntrySerializer(instance=movements_of(contract, request.user), many=True).data)
