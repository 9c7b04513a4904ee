"""The API of tokens: those got with a password, and those with scopes that a user makes."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import ApiToken
from market.accounts.people.actions import create_token, delete_token
from market.accounts.sign_in.places import country_of
from market.accounts.sign_in.proof import PROVEN
from market.accounts.tokens import actions as tokens_actions
from market.accounts.tokens.proof_actions import confirm_token
from market.accounts.tokens.serializers import (
    ApiTokenFields,
    ApiTokenSerializer,
    ConfirmTokenFields,
    CreateTokenFields,
    NewTokenSerializer,
    TokenSerializer,
)
from market.core.api.views import DomainView, MemberRequest, PublicView


class Tokens(PublicView):
    """Tokens for programs: `Authorization: Bearer <token>`, good for 30 days."""

    fields = CreateTokenFields
    keeps_answers = False

    @extend_schema(request=CreateTokenFields, responses={201: TokenSerializer})
    def post(self, request: Request) -> Response:
        """A new token."""
        origin = {"agent": request.headers.get("User-Agent", ""), "country": country_of(request)}
        token, expires_at = create_token(**self.parsed(), **origin)
        return self.respond({"token": token, "expires_at": expires_at}, TokenSerializer, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget the token that the request was sent with."""
        delete_token(kept=request.auth)
        return Response(status=204)


class ConfirmToken(DomainView):
    """Proof anew with a token: some acts ask for one of the last minutes, else they answer 403 `proof_needed`."""

    fields = ConfirmTokenFields
    keeps_answers = False

    @extend_schema(request=ConfirmTokenFields, responses={204: None})
    def post(self, request: MemberRequest) -> Response:
        """Note that it is the token's user who uses it."""
        confirm_token(by=request.user, token=request.auth, **self.parsed())
        return Response(status=204)


class ApiTokens(DomainView):
    """Tokens of programs: those made by the caller, with scopes, and those that programs got with the password."""

    fields = ApiTokenFields
    keeps_answers = False
    permission_classes = PROVEN

    @extend_schema(responses=ApiTokenSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The tokens, newest first; never their text."""
        tokens = ApiToken.objects.filter(user=request.user).select_related("token")
        return self.page_of(tokens, ApiTokenSerializer)

    @extend_schema(request=ApiTokenFields, responses={201: NewTokenSerializer})
    def post(self, request: MemberRequest) -> Response:
        """A new one, its text shown once."""
        token, text = tokens_actions.create_api_token(by=request.user, **self.parsed())
        return Response({**ApiTokenSerializer(token, context={"request": request}).data, "token": text}, status=201)


class ApiTokenDetail(DomainView):
    """One API token."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, token_id: int) -> Response:
        """Take it away."""
        tokens_actions.revoke_api_token(by=request.user, token_id=token_id)
        return Response(status=204)
