"""The API of those who run exams, trainers and officers: what others may read of exams stands at `exams/`."""

from dataclasses import fields
from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.learning.exams import actions as exams_actions
from market.learning.exams import desk_queries
from market.learning.exams.actions import ExamTerms, RuleTerms
from market.learning.exams.desk_serializers import (
    CancelExamFields,
    DecideLostTimeFields,
    ExamFields,
    ExamFiguresSerializer,
    ExtraTimeFields,
    ExtraTimeSerializer,
    LostTimeSerializer,
    ReleaseExamFields,
    RunExamSerializer,
    RunSittingSerializer,
)
from market.learning.exams.models import Exam
from market.learning.marking import actions as marking_actions
from market.learning.sittings import contact_actions
from market.learning.sittings.models import Interruption

STATE = OpenApiParameter("state", str, enum=Exam.State.values, description="Exams of this state alone.")
TERMS = [each.name for each in fields(ExamTerms)]


class Runners(DomainView):
    """The base of paths for trainers and officers: for others there is nothing."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks: raises NotFound to others."""
        super().initial(request, *args, **kwargs)
        if not cast("User", request.user).has_role(*exams_actions.ROLES):
            raise NotFound

    def exam(self, request: MemberRequest, exam_id: int) -> Exam:
        """An exam that the caller runs, with `sat`. Raises NotFound."""
        return fetch(desk_queries.desk_exams(request.user), exam_id)

    def answer_exam(self, request: MemberRequest, exam_id: int, status: int = 200) -> Response:
        """The exam as it is now."""
        return self.respond(self.exam(request, exam_id), RunExamSerializer, status)


class ExamDesk(Runners):
    """The exams that the caller runs."""

    fields = ExamFields

    @extend_schema(parameters=[STATE], responses=RunExamSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The one that opens last first."""
        return self.page_of(desk_queries.desk_exams(request.user, request.GET.get("state", "")), RunExamSerializer)

    @extend_schema(request=ExamFields, responses={201: RunExamSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Set an exam. It cannot be changed afterwards, only cancelled."""
        sent = self.parsed()
        exam = exams_actions.set_exam(
            by=request.user,
            course_slug=sent["course"],
            batch_id=sent["batch"],
            terms=ExamTerms(**{name: sent[name] for name in TERMS}),
            rules=[RuleTerms(**each) for each in sent["rules"]],
        )
        return self.answer_exam(request, exam.pk, 201)


class ExamFigures(Runners):
    """How an exam goes, and what waits."""

    @extend_schema(responses=ExamFiguresSerializer)
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """In numbers."""
        exam = self.exam(request, exam_id)
        waiting = {
            "lost_times": desk_queries.lost_time_of(exam).count(),
            "marks": len(desk_queries.waiting_marks(exam)),
            "remarks": desk_queries.remarks_of(exam).count(),
            "vivas": desk_queries.vivas_of(exam).count(),
        }
        return self.respond({**desk_queries.figures_of(exam), **waiting}, ExamFiguresSerializer)


class ExamSittings(Runners):
    """The papers of an exam."""

    @extend_schema(responses=RunSittingSerializer(many=True))
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """The one that was begun last first."""
        rows = desk_queries.sittings_of(self.exam(request, exam_id)).select_related("user", "exam")
        return self.page_of(rows, RunSittingSerializer)


class CancelExam(Runners):
    """An exam that does not take place."""

    fields = CancelExamFields

    @extend_schema(request=CancelExamFields, responses=RunExamSerializer)
    def post(self, request: MemberRequest, exam_id: int) -> Response:
        """Cancel it, with the reason. What was answered counts for nothing."""
        exams_actions.cancel_exam(by=request.user, exam_id=exam_id, **self.parsed())
        return self.answer_exam(request, exam_id)


class ReleaseExam(Runners):
    """Results."""

    fields = ReleaseExamFields

    @extend_schema(request=ReleaseExamFields, responses=RunExamSerializer)
    def post(self, request: MemberRequest, exam_id: int) -> Response:
        """All of them are out."""
        marking_actions.release_exam(by=request.user, exam_id=exam_id, **self.parsed())
        return self.answer_exam(request, exam_id)


class GrantExtraTime(Runners):
    """More time for somebody."""

    fields = ExtraTimeFields

    @extend_schema(request=ExtraTimeFields, responses=ExtraTimeSerializer)
    def post(self, request: MemberRequest, exam_id: int) -> Response:
        """Before they begin; it replaces what was given before."""
        sent = self.parsed()
        row = exams_actions.grant_extra_time(
            by=request.user, exam_id=exam_id, user_id=sent["user"], minutes=sent["minutes"], reason=sent["reason"]
        )
        return self.respond(row, ExtraTimeSerializer)


class LostTimes(Runners):
    """Lost time that waits for the caller's decision."""

    @extend_schema(responses=LostTimeSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The oldest first."""
        rows = Interruption.objects.run_by(request.user).waiting().select_related("sitting__user")
        return self.page_of(rows.order_by("reported_at", "pk"), LostTimeSerializer)


class DecideLostTime(Runners):
    """One report of lost time."""

    fields = DecideLostTimeFields

    @extend_schema(request=DecideLostTimeFields, responses=LostTimeSerializer)
    def post(self, request: MemberRequest, interruption_id: int) -> Response:
        """Return so many minutes more, or none."""
        row = contact_actions.decide_lost_time(by=request.user, interruption_id=interruption_id, **self.parsed())
        return self.respond(row, LostTimeSerializer)
