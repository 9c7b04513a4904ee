"""The API of the sealed ledger: open to everybody."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import PublicView
from market.payments.models import LedgerDay
from market.payments.seals.serializers import LedgerDaySerializer


class LedgerDays(PublicView):
    """The days whose blocks are published."""

    @extend_schema(operation_id="ledger_days_list", responses=LedgerDaySerializer(many=True))
    def get(self, request: Request) -> Response:
        """A page of 20, newest first."""
        return self.page_of(LedgerDay.objects.all(), LedgerDaySerializer)
