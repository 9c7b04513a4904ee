"""What is a person's own over the API: devices, tokens, address, copies, closing. Scoped tokens do not come in."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.address import actions as address_actions
from market.accounts.models import ApiToken, EmailChange, Export
from market.accounts.privacy import actions as privacy_actions
from market.accounts.privacy import export_actions
from market.accounts.privacy.serializers import (
    AddressFields,
    ApiTokenFields,
    ApiTokenSerializer,
    ClosingFields,
    ClosingSerializer,
    CountSerializer,
    DeviceSerializer,
    EmailChangeSerializer,
    EndDevicesFields,
    ExportSerializer,
    NewTokenSerializer,
)
from market.accounts.privacy.views import send_export
from market.accounts.sign_in import device_actions
from market.accounts.sign_in.device_actions import live_devices
from market.accounts.sign_in.proof import PROVEN
from market.accounts.tokens import actions as tokens_actions
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound


class Devices(DomainView):
    """Where the caller is signed in."""

    @extend_schema(responses=DeviceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The devices, last seen first."""
        return self.page_of(live_devices(request.user), DeviceSerializer)


class EndOtherDevices(DomainView):
    """Sign out everywhere but in the session of this request."""

    fields = EndDevicesFields

    @extend_schema(request=EndDevicesFields, responses=CountSerializer)
    def post(self, request: MemberRequest) -> Response:
        """How many sign-ins were ended."""
        keep = request.session.session_key or ""
        count = device_actions.end_other_devices(by=request.user, keep=keep, **self.parsed())
        return Response({"count": count})


class DeviceDetail(DomainView):
    """One signed-in device."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, device_id: int) -> Response:
        """Sign it out."""
        device_actions.end_device(by=request.user, device_id=device_id)
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
        return Response(EmailChangeSerializer(change).data)

    @extend_schema(request=AddressFields, responses={201: EmailChangeSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Ask for another address."""
        change = address_actions.ask_address(by=request.user, **self.parsed())
        return Response(EmailChangeSerializer(change).data, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Keep the old one."""
        address_actions.cancel_address(by=request.user)
        return Response(status=204)


class Exports(DomainView):
    """Exports of the caller's personal data."""

    permission_classes = PROVEN

    @extend_schema(responses=ExportSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The copies, newest first."""
        return self.page_of(Export.objects.filter(user=request.user), ExportSerializer)

    @extend_schema(request=None, responses={202: ExportSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Request a copy of the data."""
        return Response(ExportSerializer(export_actions.ask_export(by=request.user)).data, status=202)


class ExportFile(DomainView):
    """The ZIP of a copy."""

    permission_classes, proves = PROVEN, ("GET",)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, export_id: int) -> FileResponse:
        """The file, to its owner alone."""
        return send_export(request, export_id)  # type: ignore[arg-type]  # what it needs of a request is there


class CloseAccount(DomainView):
    """Closing the account."""

    fields = ClosingFields
    keeps_answers = False

    @extend_schema(request=ClosingFields, responses={202: ClosingSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Close it: every session and token ends now. A link in the mail brings it back until `erased_at`."""
        deletion = privacy_actions.close_account(by=request.user, **self.parsed())
        return Response(ClosingSerializer({"erased_at": deletion.due_at}).data, status=202)
