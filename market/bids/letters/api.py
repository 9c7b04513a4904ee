"""The API of a freelancer's saved letters."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.bids.letters.actions import change_letter, delete_letter, save_letter
from market.bids.letters.serializers import LetterFields, LetterSerializer
from market.bids.models import Letter
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch


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
