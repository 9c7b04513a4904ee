"""Accounts over the API."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.people.actions import change_settings, confirm_email, create_account, create_token, delete_token
from market.accounts.serializers import (
    AgreementFields,
    AgreementSerializer,
    ConfirmEmailFields,
    ConfirmTokenFields,
    CreateAccountFields,
    CreateTokenFields,
    DetailSerializer,
    MeSerializer,
    TokenSerializer,
)
from market.accounts.sign_in.places import country_of
from market.accounts.terms.actions import agree
from market.accounts.tokens.proof_actions import confirm_token
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
        return Response(TokenSerializer({"token": token, "expires_at": expires_at}).data, status=201)

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


class CreateAccount(PublicView):
    """Sign up. The answer is the same for known and unknown addresses."""

    fields = CreateAccountFields

    @extend_schema(request=CreateAccountFields, responses={201: DetailSerializer})
    def post(self, request: Request) -> Response:
        """What to do next."""
        create_account(**self.parsed())
        return Response({"detail": _("Open the link in the mail that we sent you.")}, status=201)


class ConfirmEmail(PublicView):
    """Confirm an address with the key of the mail."""

    fields = ConfirmEmailFields

    @extend_schema(request=ConfirmEmailFields, responses=DetailSerializer)
    def post(self, request: Request) -> Response:
        """That it is done."""
        confirm_email(**self.parsed())
        return Response({"detail": _("Your address is confirmed. You can sign in now.")})


class Agreement(DomainView):
    """Agreement to the terms and the privacy notice. Where it is missing, sessions get 403 `agreement_missing`."""

    fields = AgreementFields

    @extend_schema(responses=AgreementSerializer)
    def get(self, request: MemberRequest) -> Response:
        """What holds now, and what the caller agreed to."""
        return Response(AgreementSerializer(request.user).data)

    @extend_schema(request=AgreementFields, responses=AgreementSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Agree to the version that the caller has read."""
        return Response(AgreementSerializer(agree(by=request.user, **self.parsed())).data)


class Me(DomainView):
    """The caller's account."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The account."""
        return Response(MeSerializer(request.user).data)

    @extend_schema(request=MeSerializer(partial=True), responses=MeSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """Change some of it."""
        form = MeSerializer(request.user, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return Response(MeSerializer(change_settings(by=request.user, **form.validated_data)).data)
