"""The API of graduating: of trainees, of trainers, and of officers."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.certificates.queries import with_batch
from market.training.certificates.serializers import HeldCertificateSerializer
from market.training.enrolments.api import PlaceView
from market.training.graduation import actions as graduation_actions
from market.training.graduation import exception_actions
from market.training.graduation.queries import is_by_rule, readiness, readiness_of
from market.training.graduation.serializers import (
    ExceptionFields,
    GraduationExceptionSerializer,
    ReadinessSerializer,
    RefuseExceptionFields,
)
from market.training.issuing.api import Desk, respond_issuance
from market.training.issuing.serializers import IssuanceSerializer
from market.training.models import Batch, Enrolment, GraduationException


class BatchGraduation(DomainView):
    """Who of a batch is ready for a certificate."""

    @extend_schema(responses=ReadinessSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """All who study in it, by seat, with what is met and what lacks. For its trainers and for officers."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        if not is_by_rule(batch):
            raise NotFound
        return self.page_of(readiness_of(batch), ReadinessSerializer)


class PlaceGraduation(PlaceView):
    """What a place still needs for the certificate."""

    @extend_schema(responses=ReadinessSerializer)
    def get(self, request: MemberRequest, enrolment_id: int) -> Response:
        """Each requirement, and how far it is. For its trainee and for officers."""
        place = self.place(request.user, enrolment_id)
        if place.state not in Enrolment.STUDYING or not is_by_rule(place.batch):
            raise NotFound
        return self.respond(readiness([place])[0], ReadinessSerializer)


class TakeCertificate(DomainView):
    """Take the certificate of one's place into the account."""

    @extend_schema(request=None, responses=HeldCertificateSerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The certificate, which is now the caller's: no code is needed."""
        certificate = graduation_actions.take_certificate(by=request.user, enrolment_id=enrolment_id)
        return self.respond(with_batch().get(pk=certificate.pk), HeldCertificateSerializer)


class PrepareReady(Desk):
    """Prepare the certificates of all in a batch who are ready."""

    @extend_schema(request=None, responses={201: IssuanceSerializer})
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """What another officer must release."""
        issuance = graduation_actions.prepare_ready(by=request.user, batch_id=batch_id)
        return respond_issuance(request.user, issuance, 201)


class BatchExceptions(Desk):
    """Exceptions of a batch."""

    @extend_schema(responses=GraduationExceptionSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """All that were proposed, the newest first."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        rows = _exceptions(request.user).filter(enrolment__batch=batch).order_by("-pk")
        return self.page_of(rows, GraduationExceptionSerializer)


class ProposeException(Desk):
    """Propose that a trainee need not meet one requirement."""

    fields = ExceptionFields

    @extend_schema(request=ExceptionFields, responses={201: GraduationExceptionSerializer})
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """What another officer must confirm."""
        row = exception_actions.propose_exception(by=request.user, enrolment_id=enrolment_id, **self.parsed())
        return self.respond(_exceptions(request.user).get(pk=row.pk), GraduationExceptionSerializer, status=201)


class ConfirmException(Desk):
    """Confirm what another officer proposed."""

    @extend_schema(request=None, responses=GraduationExceptionSerializer)
    def post(self, request: MemberRequest, exception_id: int) -> Response:
        """The exception, which counts from now on."""
        row = exception_actions.confirm_exception(by=request.user, exception_id=exception_id)
        return self.respond(_exceptions(request.user).get(pk=row.pk), GraduationExceptionSerializer)


class RefuseException(Desk):
    """Refuse what another officer proposed."""

    fields = RefuseExceptionFields

    @extend_schema(request=RefuseExceptionFields, responses=GraduationExceptionSerializer)
    def post(self, request: MemberRequest, exception_id: int) -> Response:
        """The refused exception; who proposed it is told the reason."""
        row = exception_actions.refuse_exception(by=request.user, exception_id=exception_id, **self.parsed())
        return self.respond(_exceptions(request.user).get(pk=row.pk), GraduationExceptionSerializer)


def _exceptions(user: User) -> "QuerySet[GraduationException]":
    return GraduationException.objects.visible_to(user).select_related("proposed_by", "decided_by")
