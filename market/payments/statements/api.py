"""The API of ledger transactions: those of a contract, and the caller's statement."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.contracts.queries import contracts_of
from market.core.api.views import DomainView, MemberRequest, Pagination
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.payments.statements.forms import filter_statement
from market.payments.statements.queries import KIND_GROUPS
from market.payments.statements.record import movements_of
from market.payments.statements.sentences import statement_lines
from market.payments.statements.serializers import EntrySerializer, StatementLineSerializer


class ContractRecord(DomainView):
    """The ledger transactions of a contract."""

    pagination_class = None

    @extend_schema(responses=EntrySerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """All of it, oldest first; each with its key and its seal."""
        contract = fetch(contracts_of(request.user), contract_id)
        return Response(EntrySerializer(instance=movements_of(contract, request.user), many=True).data)


class MyStatement(DomainView):
    """The caller's ledger transactions, as a client and as a freelancer: what the page of money lists."""

    @extend_schema(
        responses=StatementLineSerializer(many=True),
        parameters=[
            OpenApiParameter("kind", str, enum=list(KIND_GROUPS)),
            OpenApiParameter("contract", int),
            OpenApiParameter("since", OpenApiTypes.DATE, description="The first day, in the caller's time zone."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="The last day, itself included."),
        ],
    )
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first; 400 for a filter that is not valid."""
        form, rows = filter_statement(request.user, request.query_params)
        if not form.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in form.errors.items()})
        pages = Pagination()
        lines: Any = statement_lines(pages.paginate_queryset(rows, request, view=self) or [], request.user)
        return pages.get_paginated_response(StatementLineSerializer(instance=lines, many=True).data)
