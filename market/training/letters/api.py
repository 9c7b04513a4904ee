"""PDFs to print: requested, polled, downloaded. For officers, as all of the register's API."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.core.base.db import fetch
from market.training.certificates.views import pdf_response
from market.training.issuing.api import Desk
from market.training.letters import printing_actions
from market.training.letters.serializers import PrintingFields, PrintingSerializer
from market.training.models import Printing


def _accepted(printing: Printing) -> Response:
    """202, with the address to poll."""
    address = reverse("api_printing", args=[printing.pk])
    return Response(PrintingSerializer(printing).data, status=202, headers={"Location": address})


class PrintCertificates(Desk):
    """Ask for the valid certificates of a batch as one PDF."""

    fields = PrintingFields

    @extend_schema(request=PrintingFields, responses={202: PrintingSerializer})
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The printing that is being prepared; repeated meanwhile it is the same."""
        return _accepted(printing_actions.print_certificates(by=request.user, batch_id=batch_id, **self.parsed()))


class PrintLetters(Desk):
    """Ask for the letters of an issuance as one PDF. They hold claim codes: only for the officer who released it."""

    fields = PrintingFields

    @extend_schema(request=PrintingFields, responses={202: PrintingSerializer})
    def post(self, request: MemberRequest, issuance_id: int) -> Response:
        """The printing that is being prepared; repeated meanwhile it is the same."""
        return _accepted(printing_actions.print_letters(by=request.user, issuance_id=issuance_id, **self.parsed()))


class Printings(Desk):
    """The caller's printings."""

    @extend_schema(operation_id="register_printings_list", responses=PrintingSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        return self.page_of(Printing.objects.visible_to(request.user), PrintingSerializer)


class PrintingDetail(Desk):
    """One of the caller's printings."""

    @extend_schema(operation_id="register_printings_retrieve", responses=PrintingSerializer)
    def get(self, request: MemberRequest, printing_id: int) -> Response:
        """Its state; once it is ready, where the file is."""
        return self.respond(fetch(Printing.objects.visible_to(request.user), printing_id), PrintingSerializer)


class PrintingFile(Desk):
    """The PDF."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, printing_id: int) -> HttpResponse:
        """The file, for a day. Each download is in the audit log."""
        name, content = printing_actions.download_printing(by=request.user, printing_id=printing_id)
        return pdf_response(content, name)
