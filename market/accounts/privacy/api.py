"""The API of a user's own data: copies of it, and closing the account. Scoped tokens do not come in."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import Export
from market.accounts.privacy import actions as privacy_actions
from market.accounts.privacy import export_actions
from market.accounts.privacy.serializers import ClosingFields, ClosingSerializer, ExportSerializer
from market.accounts.privacy.views import send_export
from market.accounts.sign_in.proof import PROVEN
from market.core.api.views import DomainView, MemberRequest


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
        return self.respond(export_actions.ask_export(by=request.user), ExportSerializer, status=202)


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
        return self.respond({"erased_at": deletion.due_at}, ClosingSerializer, status=202)
