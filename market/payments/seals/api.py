"""The API of the sealed ledger: its days, open to everybody, and the caller's own lines in it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Pagination, PublicView
from market.payments.models import LedgerDay
from market.payments.seals.queries import sealed_lines, transactions_of
from market.payments.seals.serializers import LedgerDaySerializer, SealedLineSerializer


class LedgerDays(PublicView):
    """The days whose blocks are published."""

    @extend_schema(operation_id="ledger_days_list", responses=LedgerDaySerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of 20, newest first."""
        return self.page_of(LedgerDay.objects.all(), LedgerDaySerializer)


class MyLedgerLines(DomainView):
    """The caller's own lines in the ledger."""

    @extend_schema(responses=SealedLineSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first; each is checked while the answer is made."""
        pages = Pagination()
        rows = pages.paginate_queryset(transactions_of(request.user), request, view=self) or []
        lines: Any = sealed_lines(rows, request.user)
        return pages.get_paginated_response(SealedLineSerializer(instance=lines, many=True).data)
