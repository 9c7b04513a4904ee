"""The API of questions at lessons, for whoever learns: for others there is nothing."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.lesson_questions import actions as questions_actions
from market.learning.lesson_questions.models import LessonQuestion
from market.learning.lesson_questions.queries import questions_at, require_learner
from market.learning.lesson_questions.serializers import (
    HideLessonTextFields,
    LessonAnswerFields,
    LessonQuestionFields,
    LessonQuestionRowSerializer,
    LessonQuestionSerializer,
)


class LearnerView(DomainView):
    """Of questions at lessons."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks: raises NotFound to who does not learn here."""
        super().initial(request, *args, **kwargs)
        require_learner(cast("User", request.user))

    def question(self, question_id: int, status: int = 200) -> Response:
        """A question as it is now."""
        rows = LessonQuestion.objects.visible_to(cast("User", self.request.user))
        row = fetch(rows.select_related("course", "written_by"), question_id)
        return self.respond(row, LessonQuestionSerializer, status)


class LessonQuestions(LearnerView):
    """The questions at a lesson."""

    fields = LessonQuestionFields

    @extend_schema(responses=LessonQuestionRowSerializer(many=True))
    def get(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """The newest first."""
        lesson = lesson_of(outline_of(course_slug, request.user), lesson_slug)
        rows = questions_at(lesson.version.course, lesson.slug, request.user)
        return self.page_of(rows, LessonQuestionRowSerializer)

    @extend_schema(request=LessonQuestionFields, responses={201: LessonQuestionSerializer})
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Ask there. The trainers of the caller's batch are told."""
        lesson = lesson_of(outline_of(course_slug, request.user), lesson_slug)
        row = questions_actions.ask_at_lesson(by=request.user, lesson=lesson, **self.parsed())
        return self.question(row.pk, 201)


class LessonQuestionDetail(LearnerView):
    """A question."""

    @extend_schema(responses=LessonQuestionSerializer)
    def get(self, request: MemberRequest, lesson_question_id: int) -> Response:
        """With its answers, the best one first."""
        return self.question(lesson_question_id)


class AnswerAtLesson(LearnerView):
    """Answer a question."""

    fields = LessonAnswerFields

    @extend_schema(request=LessonAnswerFields, responses={201: LessonQuestionSerializer})
    def post(self, request: MemberRequest, lesson_question_id: int) -> Response:
        """The question with the answer. Who asked is told."""
        questions_actions.answer_at_lesson(by=request.user, question_id=lesson_question_id, **self.parsed())
        return self.question(lesson_question_id, 201)


class ChooseBestAnswer(LearnerView):
    """Say which answer is the best one."""

    @extend_schema(request=None, responses=LessonQuestionSerializer)
    def post(self, request: MemberRequest, lesson_answer_id: int) -> Response:
        """For who asked, and for trainers and officers. Repeated it changes nothing."""
        row = questions_actions.choose_best_answer(by=request.user, answer_id=lesson_answer_id)
        return self.question(row.pk)


class HideLessonQuestion(LearnerView):
    """Hide a question, or take back one's own."""

    fields = HideLessonTextFields

    @extend_schema(request=HideLessonTextFields, responses=LessonQuestionSerializer)
    def post(self, request: MemberRequest, lesson_question_id: int) -> Response:
        """For who asked, and with a reason for trainers and officers."""
        questions_actions.hide_lesson_question(by=request.user, question_id=lesson_question_id, **self.parsed())
        return self.question(lesson_question_id)


class HideLessonAnswer(LearnerView):
    """Hide an answer, or take back one's own."""

    fields = HideLessonTextFields

    @extend_schema(request=HideLessonTextFields, responses=LessonQuestionSerializer)
    def post(self, request: MemberRequest, lesson_answer_id: int) -> Response:
        """For who wrote it, and with a reason for trainers and officers."""
        row = questions_actions.hide_lesson_answer(by=request.user, answer_id=lesson_answer_id, **self.parsed())
        return self.question(row.question_id)
