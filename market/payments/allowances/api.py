"""The API of allowances for trainees."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.documents.representations import WholeDocumentSerializer
from market.payments.allowances import paying_actions, question_actions
from market.payments.allowances.queries import lines_of
from market.payments.allowances.serializers import (
    AllowanceQuestionSerializer,
    AllowanceSerializer,
    AskAllowanceFields,
    MyAllowanceSerializer,
)
from market.payments.documents import allowance_documents


class MyAllowances(DomainView):
    """What the caller's months bring."""

    @extend_schema(operation_id="me_allowances_list", responses=MyAllowanceSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, the newest month first."""
        return self.page_of(lines_of(request.user), MyAllowanceSerializer)


class AskAboutAllowance(DomainView):
    """Ask the office about a month."""

    fields = AskAllowanceFields

    @extend_schema(request=AskAllowanceFields, responses={201: AllowanceQuestionSerializer})
    def post(self, request: MemberRequest, line_id: int) -> Response:
        """The question; while one waits, that one."""
        row = question_actions.ask_about_allowance(by=request.user, line_id=line_id, **self.parsed())
        return self.respond(row, AllowanceQuestionSerializer, 201)


class ConfirmAllowance(DomainView):
    """The money has arrived."""

    @extend_schema(request=None, responses=AllowanceSerializer)
    def post(self, request: MemberRequest, allowance_id: int) -> Response:
        """The allowance."""
        row = question_actions.confirm_allowance(by=request.user, allowance_id=allowance_id)
        return self.respond(row, AllowanceSerializer)


class RetryAllowance(DomainView):
    """Try it again, to the account in use."""

    @extend_schema(request=None, responses=AllowanceSerializer)
    def post(self, request: MemberRequest, allowance_id: int) -> Response:
        """The allowance."""
        row = paying_actions.retry_allowance(by=request.user, allowance_id=allowance_id)
        return self.respond(row, AllowanceSerializer)


class IssueAllowanceReceipt(DomainView):
    """Receipts of allowances."""

    @extend_schema(request=None, responses={201: WholeDocumentSerializer})
    def post(self, request: MemberRequest, allowance_id: int) -> Response:
        """Issue one for an allowance that is paid; again, the same. Its PDF is drawn when it is first taken."""
        receipt = allowance_documents.issue_allowance_receipt(by=request.user, allowance_id=allowance_id)
        return self.respond(receipt, WholeDocumentSerializer, 201)


class ReturnAllowance(DomainView):
    """Give it back to the fund, for good."""

    @extend_schema(request=None, responses=AllowanceSerializer)
    def post(self, request: MemberRequest, allowance_id: int) -> Response:
        """The allowance."""
        row = paying_actions.return_allowance(by=request.user, allowance_id=allowance_id)
        return self.respond(row, AllowanceSerializer)
