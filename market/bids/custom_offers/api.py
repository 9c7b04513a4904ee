"""The API of custom offers. Later actions on one are those of its bid."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.bids.bids.api import serialize_bid
from market.bids.bids.serializers import BidSerializer
from market.bids.custom_offers.actions import send_custom_offer
from market.bids.custom_offers.serializers import CustomOfferFields
from market.bids.offers.actions import WorkDescription
from market.bids.offers.serializers import parse_terms
from market.core.api.views import DomainView, MemberRequest


class NewCustomOffer(DomainView):
    """Offer work to the client of a conversation."""

    fields = CustomOfferFields

    @extend_schema(operation_id="conversation_offers_create", request=CustomOfferFields, responses={201: BidSerializer})
    def post(self, request: MemberRequest, conversation_id: int) -> Response:
        """The offer: a bid of origin `custom`, with `bids/{id}/` accept/, decline/, withdraw/ and propose-terms/.

        For the freelancer of the conversation, once the client has written in it: 409 `client_has_not_written`. It
        takes no place of the month's bids; one to each client may be open: 409 `offer_stands`.
        """
        fields = self.parsed()
        offer = send_custom_offer(
            by=request.user,
            conversation_id=conversation_id,
            work=WorkDescription(fields["title"], fields["description"]),
            terms=parse_terms(fields),
            file_ids=fields["files"],
            open_days=fields.get("open_days"),
        )
        return Response(serialize_bid(request, offer.pk), status=201)
