"""The API of direct offers and saved letters. Later actions on an offer are those of its bid."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.bids.api import serialize_bid
from market.bids.letters.actions import change_letter, delete_letter, save_letter
from market.bids.models import Letter
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.queries import offers_in_tab
from market.bids.serializers import (
    BidSerializer,
    DirectOfferFields,
    LetterFields,
    LetterSerializer,
    parse_terms,
)
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch

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
    """Direct offers of the caller."""

    @extend_schema(operation_id="offers_list", parameters=[SIDE], responses=BidSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that the caller made, or those made to them (`side=received`), newest first."""
        return self.page_of(offers_in_tab(request.user, request.query_params.get("side", "")), BidSerializer)


class LetterList(DomainView):
    """The caller's saved letters."""

    fields = LetterFields

    @extend_schema(operation_id="letters_list", responses=LetterSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """By title."""
        return self.page_of(Letter.objects.visible_to(request.user), LetterSerializer)

    @extend_schema(operation_id="letters_create", request=LetterFields, responses={201: LetterSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Save one."""
        return self.respond(save_letter(by=request.user, **self.parsed()), LetterSerializer, status=201)


class LetterDetail(DomainView):
    """A saved letter."""

    fields = LetterFields

    @extend_schema(operation_id="letters_retrieve", responses=LetterSerializer)
    def get(self, request: MemberRequest, letter_id: int) -> Response:
        """The letter."""
        return self.respond(fetch(Letter.objects.visible_to(request.user), letter_id), LetterSerializer)

    @extend_schema(operation_id="letters_update", request=LetterFields, responses=LetterSerializer)
    def patch(self, request: MemberRequest, letter_id: int) -> Response:
        """Change it; fields that are not sent stay."""
        letter = fetch(Letter.objects.visible_to(request.user), letter_id)
        form = LetterFields(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        fields = {"title": letter.title, "text": letter.text, **form.validated_data}
        return self.respond(change_letter(by=request.user, letter_id=letter_id, **fields), LetterSerializer)

    @extend_schema(operation_id="letters_delete", responses={204: None})
    def delete(self, request: MemberRequest, letter_id: int) -> Response:
        """Delete it."""
        delete_letter(by=request.user, letter_id=letter_id)
        return Response(status=204)
