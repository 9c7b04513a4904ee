"""The API of exams for those who may sit them."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.learning.exams.models import Exam, ExtraTime
from market.learning.exams.queries import exams_with_rules
from market.learning.exams.serializers import ExamSerializer


def _exams_for(user: User) -> QuerySet[Exam]:
    """Those that the user may read, with `extra_minutes`, the user's own."""
    extra = ExtraTime.objects.filter(exam=OuterRef("pk"), user=user).values("minutes")
    rows = exams_with_rules(Exam.objects.visible_to(user)).distinct()
    return rows.annotate(extra_minutes=Coalesce(Subquery(extra), 0))


class Exams(DomainView):
    """The exams that the caller may sit; for trainers and officers those that they run too."""

    @extend_schema(responses=ExamSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        return self.page_of(_exams_for(request.user), ExamSerializer)


class ExamDetail(DomainView):
    """One of them."""

    @extend_schema(responses=ExamSerializer)
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """With its rules."""
        return self.respond(fetch(_exams_for(request.user), exam_id), ExamSerializer)
