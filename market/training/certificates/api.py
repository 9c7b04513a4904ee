"""The API of certificates: checking a serial, claiming one, and the caller's own."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.errors import NotFound
from market.training.appeals.queries import appeal_state
from market.training.appeals.serializers import AppealSerializer
from market.training.certificates.actions import claim_certificate
from market.training.certificates.queries import check_certificate, with_batch
from market.training.certificates.serializers import (
    CheckSerializer,
    ClaimFields,
    HeldCertificateSerializer,
    MyCertificateSerializer,
)


class CertificateDetail(PublicView):
    """Whether a certificate is valid."""

    @extend_schema(
        parameters=[OpenApiParameter("code", OpenApiTypes.STR, description="From the QR: then the name is given too.")],
        responses=CheckSerializer,
    )
    def get(self, request: MemberRequest, serial: str) -> Response:
        """State, topic and year; with the code also the name."""
        check = check_certificate(serial, request.query_params.get("code", ""))
        if check is None:
            raise NotFound
        return self.respond(check, CheckSerializer)


class ClaimCertificate(DomainView):
    """Claim a certificate with the code on its letter."""

    fields = ClaimFields

    @extend_schema(request=ClaimFields, responses=HeldCertificateSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The certificate, which is now the caller's."""
        certificate = claim_certificate(by=request.user, **self.parsed())
        return self.respond(with_batch().get(pk=certificate.pk), HeldCertificateSerializer)


class MyCertificate(DomainView):
    """The caller's own certificate."""

    @extend_schema(responses=MyCertificateSerializer)
    def get(self, request: MemberRequest) -> Response:
        """What it says, whether it counts, and what may be done against a revocation."""
        held = with_batch().filter(holder=request.user).first()
        if held is None:
            raise NotFound
        state = appeal_state(held)
        shown: dict[str, Any] = {**HeldCertificateSerializer(held).data, "version": held.version}
        shown |= {"revoked_reason": held.revoked_reason, "appeal_until": state.until}
        shown["appeal"] = AppealSerializer(state.appeal).data if state.appeal else None
        return Response(shown)
