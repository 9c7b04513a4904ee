"""Signing up by the API, and the caller's account."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.people.actions import change_settings, confirm_email, create_account
from market.accounts.people.serializers import ConfirmEmailFields, CreateAccountFields, DetailSerializer, MeSerializer
from market.core.api.views import DomainView, MemberRequest, PublicView


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


class Me(DomainView):
    """The caller's account."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The account."""
        return self.respond(request.user, MeSerializer)

    @extend_schema(request=MeSerializer(partial=True), responses=MeSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """Change some of it."""
        form = MeSerializer(request.user, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return self.respond(change_settings(by=request.user, **form.validated_data), MeSerializer)
