"""The API of direct offers, and the list of all offers. Later actions on an offer are those of its bid."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.bids.bids.api import serialize_bid
from market.bids.bids.serializers import BidSerializer
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.queries import offers_in_tab
from market.bids.offers.serializers import DirectOfferFields, parse_terms
from market.core.api.views import DomainView, MemberRequest

SIDE = OpenApiParameter("side", OpenApiTypes.STR, enum=["sent", "received"], description="Else sent.")


class ProfileOffers(DomainView):
    """Offer a contract to a freelancer."""

    fields = DirectOfferFields

    @extend_schema(operation_id="profile_offers_create", request=DirectOfferFields, responses={201: BidSerializer})
    def post(self, request: MemberRequest, profile_id: int) -> Response:
        """The offer: a bid of origin `offer`, with `bids/{id}/` accept/, decline/, withdraw/ and propose-terms/."""
        fields = self.parsed()
        work = WorkDescription(fields["title"], fields["description"])
        offer = make_offer(
            by=request.user, profile_id=profile_id, work=work, terms=parse_terms(fields), file_ids=fields["files"]
        )
        return Response(serialize_bid(request, offer.pk), status=201)


class OfferList(DomainView):
    """Direct and custom offers of the caller."""

    @extend_schema(operation_id="offers_list", parameters=[SIDE], responses=BidSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that the caller made, or those made to them (`side=received`), newest first."""
        return self.page_of(offers_in_tab(request.user, request.query_params.get("side", "")), BidSerializer)
