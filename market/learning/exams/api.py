"""The API of exams for those who may sit them."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.learning.exams.models import Exam
from market.learning.exams.queries import exams_with_rules
from market.learning.exams.serializers import ExamSerializer


class Exams(DomainView):
    """The exams that the caller may sit; for trainers and officers those that they run too."""

    @extend_schema(responses=ExamSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        return self.page_of(exams_with_rules(Exam.objects.visible_to(request.user)).distinct(), ExamSerializer)


class ExamDetail(DomainView):
    """One of them."""

    @extend_schema(responses=ExamSerializer)
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """With its rules."""
        rows = exams_with_rules(Exam.objects.visible_to(request.user))
        return self.respond(fetch(rows.distinct(), exam_id), ExamSerializer)
