"""Direct offers and kept letters over HTTP. What is done with an offer afterwards is done with its bid."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.bids.api import shown
from market.bids.letters.actions import change_letter, drop_letter, keep_letter
from market.bids.models import Letter
from market.bids.offers.actions import Work, make_offer
from market.bids.queries import offers_in_tab
from market.bids.serializers import (
    BidSerializer,
    DirectOfferFields,
    LetterFields,
    LetterSerializer,
    offer_of,
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
        sent = self.parsed()
        work = Work(sent["title"], sent["description"])
        offer = make_offer(
            by=request.user, profile_id=profile_id, work=work, terms=offer_of(sent), file_ids=sent["files"]
        )
        return Response(shown(request, offer.pk), status=201)


class OfferList(DomainView):
    """Direct offers of the caller."""

    @extend_schema(operation_id="offers_list", parameters=[SIDE], responses=BidSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that the caller made, or those made to her (`side=received`), newest first."""
        return self.page_of(offers_in_tab(request.user, request.query_params.get("side", "")), BidSerializer)


class LetterList(DomainView):
    """The letters that the caller keeps."""

    fields = LetterFields

    @extend_schema(operation_id="letters_list", responses=LetterSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """By title."""
        return self.page_of(Letter.objects.visible_to(request.user), LetterSerializer)

    @extend_schema(operation_id="letters_create", request=LetterFields, responses={201: LetterSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Keep one."""
        return Response(LetterSerializer(keep_letter(by=request.user, **self.parsed())).data, status=201)


class LetterDetail(DomainView):
    """A kept letter."""

    fields = LetterFields

    @extend_schema(operation_id="letters_retrieve", responses=LetterSerializer)
    def get(self, request: MemberRequest, letter_id: int) -> Response:
        """The letter."""
        return Response(LetterSerializer(fetch(Letter.objects.visible_to(request.user), letter_id)).data)

    @extend_schema(operation_id="letters_update", request=LetterFields, responses=LetterSerializer)
    def patch(self, request: MemberRequest, letter_id: int) -> Response:
        """Write it anew: what is not sent stays."""
        found = fetch(Letter.objects.visible_to(request.user), letter_id)
        form = LetterFields(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        given = {"title": found.title, "text": found.text, **form.validated_data}
        return Response(LetterSerializer(change_letter(by=request.user, letter_id=letter_id, **given)).data)

    @extend_schema(operation_id="letters_delete", responses={204: None})
    def delete(self, request: MemberRequest, letter_id: int) -> Response:
        """Delete it."""
        drop_letter(by=request.user, letter_id=letter_id)
        return Response(status=204)
