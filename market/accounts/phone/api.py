"""The API of a user's phone number. Scoped tokens do not come in."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import PhoneCode, PhoneNumber, User
from market.accounts.phone import actions as phone_actions
from market.accounts.phone.numbers import require_sms
from market.accounts.phone.serializers import PhoneCodeFields, PhoneFields, PhoneSerializer, WaitingNumberSerializer
from market.core.api.views import DomainView, MemberRequest


def _state(user: User) -> dict[str, Any]:
    phone = PhoneNumber.objects.filter(user=user).first()
    return {
        "number": phone.number if phone else None,
        "confirmed_at": phone.confirmed_at if phone else None,
        "waiting": PhoneCode.objects.filter(user=user).first(),
    }


class Phone(DomainView):
    """The caller's phone number."""

    fields = PhoneFields
    keeps_answers = False

    @extend_schema(responses=PhoneSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The number, and one that is to be confirmed."""
        require_sms()
        return self.respond(_state(request.user), PhoneSerializer)

    @extend_schema(request=PhoneFields, responses={201: WaitingNumberSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Ask for a number, or for another one: a code is sent to it."""
        require_sms()
        return self.respond(
            phone_actions.ask_phone(by=request.user, **self.parsed()), WaitingNumberSerializer, status=201
        )

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Take the number off the account."""
        require_sms()
        phone_actions.remove_phone(by=request.user)
        return Response(status=204)


class ConfirmPhone(DomainView):
    """The code that was sent."""

    fields = PhoneCodeFields
    keeps_answers = False

    @extend_schema(request=PhoneCodeFields, responses=PhoneSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Confirm the number that waits."""
        require_sms()
        phone_actions.confirm_phone(by=request.user, **self.parsed())
        return self.respond(_state(request.user), PhoneSerializer)


class WaitingPhone(DomainView):
    """The number that waits to be confirmed."""

    keeps_answers = False

    @extend_schema(request=None, responses={201: WaitingNumberSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Send another code to it; the one before does not count any more. 404 where none waits."""
        require_sms()
        return self.respond(phone_actions.resend_phone_code(by=request.user), WaitingNumberSerializer, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Give it up."""
        require_sms()
        phone_actions.cancel_phone(by=request.user)
        return Response(status=204)
