"""Reports about classes over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access, log_access_each
from market.core.base.db import fetch
from market.training.issuing.api import Desk
from market.training.models import ClassInquiry
from market.training.not_held import actions
from market.training.not_held.serializers import (
    AnswerReportFields,
    ClassInquirySerializer,
    ClassReportSerializer,
    DecideReportFields,
    DeskInquirySerializer,
    ReportClassFields,
)


class ReportClass(DomainView):
    """Report that a class did not take place as planned."""

    fields = ReportClassFields

    @extend_schema(request=ReportClassFields, responses={201: ClassReportSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The report. For trainees of the batch, from the beginning of the class until seven days after it."""
        report = actions.report_class(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(report, ClassReportSerializer, status=201)


class ClassInquiryDetail(StaffView):
    """What becomes of the reports about a class."""

    roles = (User.Role.OFFICER,)
    others_allowed = True

    @extend_schema(responses=ClassInquirySerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """For officers, and for the trainer of the class once the office asks."""
        rows = ClassInquiry.objects.visible_to(request.user)
        inquiry = fetch(rows, rows.filter(session=session_id).values_list("pk", flat=True).first())
        if inquiry.trainer_id != request.user.pk:
            log_access("classreport.seen", by=request.user, on=inquiry)
        return self.respond(inquiry, ClassInquirySerializer)


class AnswerClassReport(DomainView):
    """The trainer's answer."""

    fields = AnswerReportFields

    @extend_schema(request=AnswerReportFields, responses=ClassInquirySerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The inquiry with the answer."""
        inquiry = actions.answer_class_report(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(inquiry, ClassInquirySerializer)


class ClassReports(Desk):
    """Reported classes."""

    @extend_schema(responses=DeskInquirySerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        rows = ClassInquiry.objects.visible_to(request.user)
        answer = self.page_of(rows, DeskInquirySerializer)
        keys = [each["class_id"] for each in answer.data["results"]]
        log_access_each("classreport.seen", by=request.user, on=rows.filter(session__in=keys))
        return answer


class DecideClassReport(Desk):
    """Decide whether a class took place."""

    fields = DecideReportFields

    @extend_schema(request=DecideReportFields, responses=DeskInquirySerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The decided inquiry."""
        inquiry = actions.decide_class_report(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(inquiry, DeskInquirySerializer)
