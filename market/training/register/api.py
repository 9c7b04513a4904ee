"""The register of earlier certificates over HTTP: the officers' list and import, and objections to it."""

from django.db.models import Case, When
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access_each
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.training.issuing.api import Desk
from market.training.models import EarlierCertificate, RegisterObjection
from market.training.register import objection_actions
from market.training.register.filters import EarlierCertificateFilter
from market.training.register.import_actions import check_register, save_checked
from market.training.register.serializers import (
    CheckedFileSerializer,
    DeskObjectionSerializer,
    EarlierCertificateSerializer,
    ObjectionDecisionFields,
    ObjectionFields,
    ObjectionSerializer,
    RegisterFileFields,
)


class EarlierCertificates(Desk):
    """Certificates of the earlier project."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("q", "district", "year")],
        responses=EarlierCertificateSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """Those that fit, by number."""
        rows = EarlierCertificate.objects.visible_to(request.user).select_related("district")
        matches = EarlierCertificateFilter(request.query_params, queryset=rows)
        if not matches.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in matches.form.errors.items()})
        return self.page_of(matches.qs, EarlierCertificateSerializer)


class ImportEarlierCertificates(Desk):
    """Import a file of earlier certificates."""

    fields = RegisterFileFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that a file is missing

    @extend_schema(
        request={"multipart/form-data": RegisterFileFields},
        responses={200: CheckedFileSerializer, 201: CheckedFileSerializer},
    )
    def post(self, request: MemberRequest) -> Response:
        """What the file would do, with every error (200); with `apply` and without errors it is done (201)."""
        sent = self.parsed()
        checked = check_register(by=request.user, content=sent["file"].read())
        if not sent["apply"]:
            return self.respond(checked, CheckedFileSerializer)
        save_checked(by=request.user, name=sent["file"].name, checked=checked)
        return self.respond(checked, CheckedFileSerializer, status=201)


class ObjectToRegister(DomainView):
    """An applicant's objection that the register lacks a certificate."""

    fields = ObjectionFields

    @extend_schema(operation_id="applications_objection_retrieve", responses=ObjectionSerializer)
    def get(self, request: MemberRequest, application_id: int) -> Response:
        """What became of it."""
        rows = RegisterObjection.objects.filter(application__applicant=request.user)
        key = rows.filter(application=application_id).values_list("pk", flat=True).first()
        return self.respond(fetch(rows, key), ObjectionSerializer)

    @extend_schema(
        operation_id="applications_objection_create", request=ObjectionFields, responses={201: ObjectionSerializer}
    )
    def post(self, request: MemberRequest, application_id: int) -> Response:
        """The objection, with the ids of photos that were sent before."""
        sent = self.parsed()
        objection = objection_actions.object_to_register(
            by=request.user, application_id=application_id, text=sent["text"], uploads=sent["file_ids"]
        )
        return self.respond(objection, ObjectionSerializer, status=201)


class AskSecondOfficer(DomainView):
    """Have another officer look at a refused objection, once."""

    @extend_schema(request=None, responses=ObjectionSerializer)
    def post(self, request: MemberRequest, application_id: int) -> Response:
        """The objection, which is open again."""
        objection = objection_actions.ask_second_officer(by=request.user, application_id=application_id)
        return self.respond(objection, ObjectionSerializer)


class RegisterObjections(Desk):
    """Objections to the register."""

    @extend_schema(responses=DeskObjectionSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Open ones first, the most urgent on top."""
        rows = RegisterObjection.objects.visible_to(request.user).select_related("application")
        ordered = rows.prefetch_related("photos", "decisions").order_by(
            Case(When(state="open", then=0), default=1), "due_at"
        )
        answer = self.page_of(ordered, DeskObjectionSerializer)
        seen = RegisterObjection.objects.filter(pk__in=[each["id"] for each in answer.data["results"]])
        log_access_each("register_objection.seen", by=request.user, on=seen)
        return answer


class DecideObjection(Desk):
    """Decide on an objection."""

    fields = ObjectionDecisionFields

    @extend_schema(request=ObjectionDecisionFields, responses=DeskObjectionSerializer)
    def post(self, request: MemberRequest, objection_id: int) -> Response:
        """The decided objection. Granted, the application has the certificate, which the register then has, too."""
        objection = objection_actions.decide_objection(by=request.user, objection_id=objection_id, **self.parsed())
        return self.respond(objection, DeskObjectionSerializer)
