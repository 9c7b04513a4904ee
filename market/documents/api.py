"""The API of documents and billing details."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.core.base.errors import Invalid, NotFound
from market.core.web.throttles import searches
from market.documents.actions import set_billing_details
from market.documents.forms import DocumentFilterForm
from market.documents.models import BillingDetails, Document
from market.documents.queries import document_of_code, documents_of, years_of
from market.documents.representations import DocumentSerializer, WholeDocumentSerializer
from market.documents.serializers import BillingDetailsFields, BillingDetailsSerializer, DocumentCheckSerializer
from market.documents.views import send_pdf


class Documents(DomainView):
    """Documents issued to the caller, and invoices for the caller's work."""

    @extend_schema(
        operation_id="me_documents_list",
        responses=DocumentSerializer(many=True),
        parameters=[
            OpenApiParameter("kind", str, enum=list(Document.Kind.values)),
            OpenApiParameter("year", int, description="In which it was issued."),
            OpenApiParameter("contract", int),
            OpenApiParameter("payout", int),
        ],
    )
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first; 400 for a filter that is not valid."""
        form = DocumentFilterForm(request.query_params, years=years_of(request.user))
        rows = form.apply(documents_of(request.user))
        if not form.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in form.errors.items()})
        return self.page_of(rows, DocumentSerializer)


class DocumentDetail(DomainView):
    """One document."""

    @extend_schema(responses=WholeDocumentSerializer)
    def get(self, request: MemberRequest, document_id: int) -> Response:
        """All that it says."""
        return self.respond(fetch(documents_of(request.user), document_id), WholeDocumentSerializer)


class DocumentFile(DomainView):
    """The PDF of a document."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, document_id: int) -> FileResponse:
        """The file, always the same one."""
        return send_pdf(fetch(documents_of(request.user), document_id))


class CheckDocument(PublicView):
    """The check of a document by the code of its QR code."""

    @extend_schema(responses=DocumentCheckSerializer)
    def get(self, request: MemberRequest, code: str) -> Response:
        """What it says, and whether it still holds."""
        searches.check(request)
        return self.respond(document_of_code(code), DocumentCheckSerializer)


class MyBillingDetails(DomainView):
    """What stands on the caller's invoices."""

    fields = BillingDetailsFields

    @extend_schema(responses=BillingDetailsSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The details; 404 where none were given."""
        details = BillingDetails.objects.filter(user=request.user).first()
        if details is None:
            raise NotFound
        return self.respond(details, BillingDetailsSerializer)

    @extend_schema(request=BillingDetailsFields, responses=BillingDetailsSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Set all of them. Invoices that are issued already stay as they are."""
        return self.respond(set_billing_details(by=request.user, **self.parsed()), BillingDetailsSerializer)
