"""Certificates: anybody checks a serial, a graduate claims hers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api import DomainView, MemberRequest, Open
from market.core.errors import NotFound
from market.training.actions import claim_certificate
from market.training.queries import check_certificate, with_batch
from market.training.serializers import CheckSerializer, ClaimFields, HeldCertificateSerializer


class CheckCertificate(Open):
    """Whether a certificate counts."""

    @extend_schema(
        parameters=[OpenApiParameter("code", OpenApiTypes.STR, description="From the QR: then the name is given too.")],
        responses=CheckSerializer,
    )
    def get(self, request: MemberRequest, serial: str) -> Response:
        """State, topic and year; with the code also the name."""
        found = check_certificate(serial, request.query_params.get("code", ""))
        if found is None:
            raise NotFound
        return Response(CheckSerializer(found).data)


class ClaimCertificate(DomainView):
    """Claim a certificate with the code on its letter."""

    fields = ClaimFields

    @extend_schema(request=ClaimFields, responses=HeldCertificateSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The certificate, which is now the caller's."""
        certificate = claim_certificate(by=request.user, **self.parsed())
        return Response(HeldCertificateSerializer(with_batch().get(pk=certificate.pk)).data)
