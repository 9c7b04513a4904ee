"""The API by which users ask for documents. Each answers with the document; its PDF is drawn by a job."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.documents.representations import WholeDocumentSerializer
from market.payments.documents.contract_actions import issue_contract_file
from market.payments.documents.income_actions import issue_income_certificate, issue_yearly_statement
from market.payments.documents.serializers import AskIncomeCertificateFields, AskYearlyStatementFields


class AskIncomeCertificate(DomainView):
    """Certificates of the caller's income."""

    fields = AskIncomeCertificateFields

    @extend_schema(request=AskIncomeCertificateFields, responses={201: WholeDocumentSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Issue one for a period; an event `document.ready` tells when its PDF is drawn."""
        return self.respond(issue_income_certificate(by=request.user, **self.parsed()), WholeDocumentSerializer, 201)


class AskYearlyStatement(DomainView):
    """Statements of the caller's income in a year."""

    fields = AskYearlyStatementFields

    @extend_schema(request=AskYearlyStatementFields, responses={201: WholeDocumentSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Issue one; of the year that runs, until today."""
        return self.respond(issue_yearly_statement(by=request.user, **self.parsed()), WholeDocumentSerializer, 201)


class AskContractFile(DomainView):
    """Contract and proof of work as one document."""

    @extend_schema(request=None, responses={201: WholeDocumentSerializer})
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """Issue one, as the contract stands now."""
        return self.respond(issue_contract_file(by=request.user, contract_id=contract_id), WholeDocumentSerializer, 201)
