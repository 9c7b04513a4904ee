"""The API of those who mark, and statements about learning for other systems."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access
from market.core.base.errors import NotFound
from market.learning.exams.desk_api import Runners
from market.learning.marking import actions as marking_actions
from market.learning.marking import statements
from market.learning.marking.models import Remark
from market.learning.marking.queries import answers_to_mark
from market.learning.marking.serializers import (
    AnswerMarkFields,
    AnswerMarkSerializer,
    AnswerToMarkSerializer,
    DecideRemarkFields,
    ExamQuestionStatisticsSerializer,
    LearningStatementSerializer,
    RunRemarkSerializer,
    SimilarSittingsSerializer,
)
from market.learning.marking.similarity_queries import similar_sittings_of
from market.learning.marking.statistics_queries import statistics_of_exam
from market.learning.questions.models import Question


class ExamMarking(Runners):
    """Answers of an exam that only people can mark."""

    @extend_schema(responses=AnswerToMarkSerializer(many=True))
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """Those for which the caller can give the mark that is missing."""
        rows = [each for each in answers_to_mark(self.exam(request, exam_id)) if each.may_mark(request.user)]
        questions = Question.objects.in_bulk({each.answer.question_id for each in rows})
        for each in rows:
            each.answer.question = questions[each.answer.question_id]
        return self.page_of(rows, AnswerToMarkSerializer)


class MarkAnswer(Runners):
    """One of them."""

    fields = AnswerMarkFields

    @extend_schema(request=AnswerMarkFields, responses=AnswerMarkSerializer)
    def post(self, request: MemberRequest, exam_id: int, answer_id: int) -> Response:
        """Give the mark that is missing, or one's own anew."""
        rows = answers_to_mark(self.exam(request, exam_id))
        row = next((each for each in rows if each.number == answer_id), None)
        if row is None:
            raise NotFound
        mark = marking_actions.mark_answer(
            by=request.user,
            sitting_id=row.answer.sitting_id,
            question_id=row.answer.question_id,
            **self.parsed(),
        )
        return self.respond(mark, AnswerMarkSerializer)


class Remarks(Runners):
    """Answers that are to be looked at again, of exams that the caller runs."""

    @extend_schema(responses=RunRemarkSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that wait, the oldest first."""
        rows = Remark.objects.run_by(request.user).waiting().select_related("sitting", "question")
        return self.page_of(rows, RunRemarkSerializer)


class DecideRemark(Runners):
    """One of them."""

    fields = DecideRemarkFields

    @extend_schema(request=DecideRemarkFields, responses=RunRemarkSerializer)
    def post(self, request: MemberRequest, remark_id: int) -> Response:
        """Decide it. Not by who marked the answer."""
        row = marking_actions.decide_remark(by=request.user, remark_id=remark_id, **self.parsed())
        return self.respond(row, RunRemarkSerializer)


class SimilarSittings(Runners):
    """Papers that are alike."""

    @extend_schema(responses=SimilarSittingsSerializer(many=True))
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """The most unlikely pairs first; none before the exam is closed."""
        exam = self.exam(request, exam_id)
        log_access("exam.compared", by=request.user, on=exam)
        return self.page_of(similar_sittings_of(exam), SimilarSittingsSerializer)


class ExamStatistics(Runners):
    """How the questions of an exam did."""

    @extend_schema(responses=ExamQuestionStatisticsSerializer(many=True))
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """Those first that somebody should look at; none before the results are out."""
        return self.page_of(statistics_of_exam(self.exam(request, exam_id)), ExamQuestionStatisticsSerializer)


class ExamStatements(Runners):
    """The results of an exam as xAPI statements."""

    @extend_schema(responses=LearningStatementSerializer(many=True))
    def get(self, request: MemberRequest, exam_id: int) -> Response:
        """Passed or failed, paper by paper, once the results are out."""
        exam = self.exam(request, exam_id)
        log_access("exam.taken", by=request.user, on=exam)
        rows: Any = statements.statements_of_exam(exam)
        return self.page_of(rows, LearningStatementSerializer)


class LearningStatements(DomainView):
    """What the caller learned, as xAPI statements."""

    @extend_schema(responses=LearningStatementSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Lessons begun and done, checks answered, exams passed or failed; what could be read last first."""
        rows: Any = statements.statements_of_user(request.user)
        return self.page_of(rows, LearningStatementSerializer)
