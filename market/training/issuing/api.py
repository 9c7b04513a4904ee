"""The officers' desk over HTTP: finding, preparing, releasing, revoking. See `letters.api` for printing, too.

For officers with a second factor, by session or by a token made with password and code; scoped tokens are refused.
Others get 404.
"""

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.training.certificates.queries import with_batch
from market.training.issuing import actions as issuing_actions
from market.training.issuing import correction_actions, release_actions
from market.training.issuing.checks import errors_by_field, find_open_errors, waiting_twin
from market.training.issuing.filters import CertificateFilter
from market.training.issuing.serializers import (
    CorrectionFields,
    DeskReasonFields,
    IssuanceFields,
    IssuanceSerializer,
    PreparedNameSerializer,
    RecordSerializer,
)
from market.training.models import Certificate, Issuance


class Desk(StaffView):
    """The base of every path for officers."""

    roles = (User.Role.OFFICER,)


def _issuances(user: User) -> "QuerySet[Issuance]":
    rows = Issuance.objects.visible_to(user).annotate(count=Count("names"))
    return rows.select_related("batch__topic", "batch__district", "prepared_by", "decided_by")


def respond_issuance(user: User, issuance: Issuance, status: int = 200) -> Response:
    return Response(IssuanceSerializer(_issuances(user).get(pk=issuance.pk)).data, status=status)


def _records(user: User) -> "QuerySet[Certificate]":
    return with_batch().filter(pk__in=Certificate.objects.visible_to(user).values("pk"))


class RegisterCertificates(Desk):
    """The certificates of the register."""

    @extend_schema(
        operation_id="register_certificates_list",
        parameters=[OpenApiParameter(name) for name in ("q", "state", "claimed", "topic", "district")],
        responses=RecordSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """The newest first; `q` is in a number, a name or a batch's code, `claimed` is yes or no."""
        matches = CertificateFilter(request.query_params, queryset=_records(request.user).order_by("-pk"))
        if not matches.form.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in matches.form.errors.items()})
        return self.page_of(matches.qs, RecordSerializer)


class RegisterCertificate(Desk):
    """One certificate."""

    @extend_schema(operation_id="register_certificates_retrieve", responses=RecordSerializer)
    def get(self, request: MemberRequest, certificate_id: int) -> Response:
        """What the register says of it."""
        return self.respond(fetch(_records(request.user), certificate_id), RecordSerializer)


class PrepareRevocation(Desk):
    """Propose to revoke a certificate."""

    fields = DeskReasonFields

    @extend_schema(request=DeskReasonFields, responses={201: IssuanceSerializer})
    def post(self, request: MemberRequest, certificate_id: int) -> Response:
        """What another officer must release; until then the certificate counts."""
        sent = {"certificate_id": certificate_id, **self.parsed()}
        return respond_issuance(request.user, correction_actions.prepare_revocation(by=request.user, **sent), 201)


class PrepareLetter(Desk):
    """Prepare a new letter for one that is lost."""

    fields = DeskReasonFields

    @extend_schema(request=DeskReasonFields, responses={201: IssuanceSerializer})
    def post(self, request: MemberRequest, certificate_id: int) -> Response:
        """What another officer must release."""
        issuance = correction_actions.prepare_letter(by=request.user, certificate_id=certificate_id, **self.parsed())
        return respond_issuance(request.user, issuance, 201)


class PrepareName(Desk):
    """Prepare a version of a certificate with a corrected name."""

    fields = CorrectionFields

    @extend_schema(request=CorrectionFields, responses={201: IssuanceSerializer})
    def post(self, request: MemberRequest, certificate_id: int) -> Response:
        """What another officer must release."""
        issuance = correction_actions.prepare_name(by=request.user, certificate_id=certificate_id, **self.parsed())
        return respond_issuance(request.user, issuance, 201)


class Issuances(Desk):
    """What officers prepared for each other."""

    fields = IssuanceFields

    @extend_schema(
        operation_id="register_issuances_list",
        parameters=[OpenApiParameter("state", enum=Issuance.State.values)],
        responses=IssuanceSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """What waits first, then the newest."""
        rows = _issuances(request.user).order_by(F("decided_at").desc(nulls_first=True), "-pk")
        if state := request.query_params.get("state"):
            if state not in Issuance.State.values:
                raise Invalid(
                    errors={"state": [_("Give one of: %(states)s.") % {"states": ", ".join(Issuance.State.values)}]}
                )
            rows = rows.filter(state=state)
        return self.page_of(rows, IssuanceSerializer)

    @extend_schema(
        operation_id="register_issuances_create", request=IssuanceFields, responses={201: IssuanceSerializer}
    )
    def post(self, request: MemberRequest) -> Response:
        """New certificates for another officer to release. While anything is wrong nothing is saved."""
        fields = self.parsed()
        errors = find_open_errors(fields["batch"], fields["graduates"], different_people=fields["different_people"])
        if errors and waiting_twin(fields["batch"], fields["graduates"]) is None:
            raise Invalid(errors=errors_by_field(errors))
        return respond_issuance(request.user, issuing_actions.prepare_certificates(by=request.user, **fields), 201)


class IssuanceDetail(Desk):
    """One issuance."""

    @extend_schema(operation_id="register_issuances_retrieve", responses=IssuanceSerializer)
    def get(self, request: MemberRequest, issuance_id: int) -> Response:
        """Its state."""
        return self.respond(fetch(_issuances(request.user), issuance_id), IssuanceSerializer)


class IssuanceNames(Desk):
    """Whom it is about."""

    @extend_schema(responses=PreparedNameSerializer(many=True))
    def get(self, request: MemberRequest, issuance_id: int) -> Response:
        """The graduates, in the order of the list."""
        issuance = fetch(Issuance.objects.visible_to(request.user), issuance_id)
        return self.page_of(issuance.names.order_by("line"), PreparedNameSerializer)


class ReleaseIssuance(Desk):
    """Release what another officer prepared."""

    @extend_schema(request=None, responses={200: IssuanceSerializer, 202: IssuanceSerializer})
    def post(self, request: MemberRequest, issuance_id: int) -> Response:
        """The released issuance; a revocation holds from now on.

        A long list is made after this answer (202): `Location` is where to look, `made` says how far it is.
        """
        released = release_actions.release_issuance(by=request.user, issuance_id=issuance_id)
        response = respond_issuance(request.user, released, 202 if released.is_under_way else 200)
        response["Location"] = reverse("api_issuance", args=[issuance_id])
        return response


class RefuseIssuance(Desk):
    """Send back what another officer prepared."""

    fields = DeskReasonFields

    @extend_schema(request=DeskReasonFields, responses=IssuanceSerializer)
    def post(self, request: MemberRequest, issuance_id: int) -> Response:
        """The refused issuance; who prepared it is told the reason."""
        refused = issuing_actions.refuse_issuance(by=request.user, issuance_id=issuance_id, **self.parsed())
        return respond_issuance(request.user, refused)


class WithdrawIssuance(Desk):
    """Take back what one prepared."""

    @extend_schema(request=None, responses=IssuanceSerializer)
    def post(self, request: MemberRequest, issuance_id: int) -> Response:
        """The withdrawn issuance."""
        return respond_issuance(
            request.user, issuing_actions.withdraw_issuance(by=request.user, issuance_id=issuance_id)
        )
