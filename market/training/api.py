"""Certificates (checking a serial; claiming, appealing and badges for graduates), and batches for trainers."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.appeals.actions import open_appeal
from market.training.badges import credentials
from market.training.badges.actions import make_badge
from market.training.batch_statistics import outcomes_of
from market.training.certificates.actions import add_batch, claim_certificate
from market.training.models import Batch, Credential
from market.training.queries import appeal_state, check_certificate, with_batch
from market.training.serializers import (
    AppealFields,
    AppealSerializer,
    BadgeFields,
    BadgeSerializer,
    BatchFields,
    BatchSerializer,
    CheckSerializer,
    ClaimFields,
    HeldCertificateSerializer,
    MyCertificateSerializer,
    OutcomesSerializer,
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


class MyAppeal(DomainView):
    """An appeal against the revocation of the caller's certificate."""

    fields = AppealFields

    @extend_schema(request=AppealFields, responses={201: AppealSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The appeal; another officer than the one who revoked decides on it."""
        return self.respond(open_appeal(by=request.user, **self.parsed()), AppealSerializer, status=201)


class MyBadge(DomainView):
    """The badge of the caller's certificate."""

    fields = BadgeFields

    @extend_schema(request=BadgeFields, responses=BadgeSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The badge, made if there is none like it."""
        badge = make_badge(by=request.user, **self.parsed())
        badge = Credential.objects.select_related("certificate__batch__topic").filter(pk=badge.pk)[0]
        address = credentials.public_url("badge_credential", badge.pk)
        return Response({"address": address, "credential": credentials.credential_jwt(badge)})


class Batches(DomainView):
    """A trainer's batches, or all of them for officers, who record new ones."""

    fields = BatchFields

    @extend_schema(operation_id="batches_create", request=BatchFields, responses={201: BatchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The recorded batch. For officers."""
        fields = self.parsed()
        dates = (fields.pop("started_on"), fields.pop("ended_on"))
        return self.respond(add_batch(by=request.user, dates=dates, **fields), BatchSerializer, status=201)

    @extend_schema(operation_id="batches_list", responses=BatchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first; an empty list for others."""
        rows = Batch.objects.visible_to(request.user).select_related("topic", "district")
        return self.page_of(rows.order_by("-ended_on", "code"), BatchSerializer)


class BatchDetail(DomainView):
    """Statistics of the graduates of a batch."""

    @extend_schema(responses=OutcomesSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Counts of at least five people; smaller ones, and those that could be had by subtracting, are null."""
        batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district"), batch_id)
        outcomes = outcomes_of(batch)
        shown = {"batch": batch, "issued": outcomes.issued, "steps": outcomes.steps, "incomes": outcomes.incomes}
        return self.respond(shown, OutcomesSerializer)
