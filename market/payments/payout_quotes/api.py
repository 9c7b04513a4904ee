"""The API of quotes: dollars taken in taka."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from market.accounts.sign_in.proof import RecentlyProven
from market.core.api.views import DomainView, MemberRequest
from market.payments.models import PayoutQuote
from market.payments.payout_quotes.actions import accept_payout_quote, make_payout_quote
from market.payments.payout_quotes.serializers import PayoutQuoteSerializer, QuoteFields
from market.payments.payouts.queries import is_large_payout
from market.payments.payouts.serializers import PayoutSerializer


class MyPayoutQuotes(DomainView):
    """The caller's quotes."""

    fields = QuoteFields

    @extend_schema(operation_id="me_payout_quotes_list", responses=PayoutQuoteSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        return self.page_of(PayoutQuote.objects.visible_to(request.user), PayoutQuoteSerializer)

    @extend_schema(request=QuoteFields, responses={201: PayoutQuoteSerializer})
    def post(self, request: MemberRequest) -> Response:
        """What the dollars that are ready, or an amount of them, would be in taka now. Nothing moves."""
        quote = make_payout_quote(by=request.user, amount=self.parsed().get("amount"))
        return self.respond(quote, PayoutQuoteSerializer, status=201)


class ProvenQuote(RecentlyProven):
    """Proof anew for a large one that can be accepted still."""

    def is_grave(self, request: Any, view: Any) -> bool:
        """Whether it is large."""
        quote = PayoutQuote.objects.visible_to(request.user).filter(pk=view.kwargs["quote_id"]).first()
        return quote is not None and quote.is_open and is_large_payout(request.user, quote.amount, quote.currency)


class AcceptPayoutQuote(DomainView):
    """Accept a quote: the dollars are exchanged, and the taka paid out. A large one asks for proof anew."""

    permission_classes = [IsAuthenticated, ProvenQuote]

    @extend_schema(request=None, responses={201: PayoutSerializer})
    def post(self, request: MemberRequest, quote_id: int) -> Response:
        """The payout in taka."""
        return self.respond(accept_payout_quote(by=request.user, quote_id=quote_id), PayoutSerializer, status=201)
