"""The API of a user's e-mail address. Scoped tokens do not come in."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.address import actions as address_actions
from market.accounts.address.serializers import AddressFields, EmailChangeSerializer
from market.accounts.models import EmailChange
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound


class Address(DomainView):
    """A change of the caller's e-mail address."""

    fields = AddressFields
    keeps_answers = False

    @extend_schema(responses=EmailChangeSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The change under way; 404 without one."""
        change = EmailChange.objects.filter(user=request.user).first()
        if change is None:
            raise NotFound
        return self.respond(change, EmailChangeSerializer)

    @extend_schema(request=AddressFields, responses={201: EmailChangeSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Ask for another address."""
        change = address_actions.ask_address(by=request.user, **self.parsed())
        return self.respond(change, EmailChangeSerializer, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Keep the old one."""
        address_actions.cancel_address(by=request.user)
        return Response(status=204)
