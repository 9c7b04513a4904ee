"""The API of the bank of questions, for trainers and officers. Whoever reads questions is in the access log."""

from collections import defaultdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.views import MemberRequest, Pagination
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import Invalid, NotFound
from market.learning.bank import actions as bank_actions
from market.learning.bank.filters import NAMES, BankFilter
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import bank_of, history_of, lessons_of, statistics_by_question
from market.learning.bank.serializers import (
    BankQuestionDetailSerializer,
    BankQuestionSerializer,
    CheckedQuestionsSerializer,
    NewQuestionFields,
    QuestionFileFields,
    QuestionPictureFields,
    QuestionPictureSerializer,
    QuestionReasonFields,
    QuestionRowFields,
    QuestionSetSerializer,
    QuestionTextFileSerializer,
)
from market.learning.bank.statistics import Statistics
from market.learning.bank.writing import KINDS, file_of
from market.learning.courses.models import Course
from market.learning.courses.queries import course_of
from market.learning.questions.models import Question
from market.learning.versions.representations import Writers


def _figures(course: Course) -> dict[str, Any]:
    return {"figures": defaultdict(Statistics, statistics_by_question(course))}


class QuestionBank(Writers):
    """The questions of a course."""

    @extend_schema(parameters=[OpenApiParameter(name) for name in NAMES], responses=BankQuestionSerializer(many=True))
    def get(self, request: MemberRequest, course_slug: str) -> Response:
        """Those that are asked, with what is right and how they are answered; `weak=yes`: only those flagged."""
        course = course_of(course_slug)
        log_access("questions.listed", by=request.user, on=course, course=course.slug)
        context = _figures(course)
        weak = {pk for pk, each in context["figures"].items() if each.weak}
        rows = bank_of(request.user, course).select_related("course", "author", "reviewer")
        matches = BankFilter(request.query_params, rows, lessons=lessons_of(course), weak_ids=weak)
        if not matches.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in matches.form.errors.items()})
        pages = Pagination()
        page: Any = pages.paginate_queryset(matches.qs, request, view=self)
        return pages.get_paginated_response(BankQuestionSerializer(page, many=True, context=context).data)


class BankQuestion(Writers):
    """A question of the bank."""

    @extend_schema(responses=BankQuestionDetailSerializer)
    def get(self, request: MemberRequest, bank_question_id: int) -> Response:
        """With what is right, how it is answered, and its versions."""
        rows = Question.objects.visible_to(request.user).select_related("course", "author", "reviewer")
        question = fetch(rows, bank_question_id)
        log_access("question.seen", by=request.user, on=question, question=question.slug)
        shown = {"question": question, "history": history_of(question)}
        return Response(BankQuestionDetailSerializer(shown, context=_figures(question.course)).data)


class WriteQuestion(Writers):
    """Submit a question that is wholly new."""

    fields = NewQuestionFields

    @extend_schema(request=NewQuestionFields, responses={201: QuestionSetSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """It waits for another trainer or officer."""
        row = self.parsed()["question"]
        done = bank_actions.write_question(by=request.user, course_slug=course_slug, row=row)
        return self.respond(done, QuestionSetSerializer, status=201)


class QuestionPictures(Writers):
    """Pictures for questions of a course."""

    fields = QuestionPictureFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that the file is missing

    @extend_schema(request={"multipart/form-data": QuestionPictureFields}, responses={201: QuestionPictureSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Take one. A question names it by its digest, in `picture`."""
        content = self.parsed()["file"].read()
        picture = bank_actions.add_question_picture(by=request.user, course_slug=course_slug, content=content)
        return self.respond(picture, QuestionPictureSerializer, status=201)


class ChangeQuestion(Writers):
    """Submit a question in other words."""

    fields = QuestionRowFields

    @extend_schema(request=QuestionRowFields, responses={201: QuestionSetSerializer})
    def post(self, request: MemberRequest, bank_question_id: int) -> Response:
        """It waits for another trainer or officer."""
        row = self.parsed()["question"]
        done = bank_actions.change_question(by=request.user, question_id=bank_question_id, row=row)
        return self.respond(done, QuestionSetSerializer, status=201)


class RetireQuestion(Writers):
    """Submit that a question be asked no more."""

    fields = QuestionReasonFields

    @extend_schema(request=QuestionReasonFields, responses={201: QuestionSetSerializer})
    def post(self, request: MemberRequest, bank_question_id: int) -> Response:
        """It waits for another trainer or officer."""
        done = bank_actions.retire_question(by=request.user, question_id=bank_question_id, **self.parsed())
        return self.respond(done, QuestionSetSerializer, status=201)


class QuestionFile(Writers):
    """The questions of a course as a file."""

    @extend_schema(responses=QuestionTextFileSerializer)
    def get(self, request: MemberRequest, course_slug: str, kind: str) -> Response:
        """As `gift` or `csv`, with what is right."""
        if kind not in KINDS:
            raise NotFound
        course = course_of(course_slug)
        log_access("questions.taken", by=request.user, on=course, course=course.slug)
        name, content = file_of(kind, course, bank_of(request.user, course))
        return self.respond({"name": name, "content": content}, QuestionTextFileSerializer)


class Files(Writers):
    """The base of paths that take a file of questions."""

    fields = QuestionFileFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that the file is missing

    def sent(self, course_slug: str) -> dict[str, Any]:
        """The file and what was chosen for it, as the actions take them."""
        sent = self.parsed()
        file = sent.pop("file")
        return {
            "course_slug": course_slug,
            "name": file.name,
            "content": file.read(),
            "chosen": bank_actions.Chosen(**sent),
        }


class CheckQuestions(Files):
    """What submitting a file would do."""

    @extend_schema(request={"multipart/form-data": QuestionFileFields}, responses=CheckedQuestionsSerializer)
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """All that is wrong by line, and the questions that would change. Nothing is saved."""
        checked = bank_actions.check_questions(by=request.user, **self.sent(course_slug))
        return self.respond(checked, CheckedQuestionsSerializer)


class QuestionSets(Files):
    """Sets of questions that were submitted."""

    @extend_schema(responses=QuestionSetSerializer(many=True))
    def get(self, request: MemberRequest, course_slug: str) -> Response:
        """The newest first."""
        course = course_of(course_slug)
        log_access("questions.listed", by=request.user, on=course, course=course.slug)
        rows = QuestionSet.objects.visible_to(request.user).filter(course=course)
        return self.page_of(rows.select_related("course", "author", "reviewer"), QuestionSetSerializer)

    @extend_schema(request={"multipart/form-data": QuestionFileFields}, responses={201: QuestionSetSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Submit a file, whole or not at all; what is wrong is named by line."""
        row = bank_actions.submit_questions(by=request.user, **self.sent(course_slug))
        return self.respond(row, QuestionSetSerializer, status=201)


class QuestionSetDetail(Writers):
    """A set of questions."""

    @extend_schema(responses=QuestionSetSerializer)
    def get(self, request: MemberRequest, question_set_id: int) -> Response:
        """With all that it changes."""
        rows = QuestionSet.objects.visible_to(request.user).select_related("course", "author", "reviewer")
        row = fetch(rows, question_set_id)
        log_access("questions.read", by=request.user, on=row, course=row.course.slug)
        return self.respond(row, QuestionSetSerializer)


class AcceptQuestionSet(Writers):
    """Bring into use what another one submitted."""

    @extend_schema(request=None, responses=QuestionSetSerializer)
    def post(self, request: MemberRequest, question_set_id: int) -> Response:
        """The questions are asked from now on."""
        row = bank_actions.accept_question_set(by=request.user, set_id=question_set_id)
        return self.respond(row, QuestionSetSerializer)


class ReturnQuestionSet(Writers):
    """Send back what another one submitted."""

    fields = QuestionReasonFields

    @extend_schema(request=QuestionReasonFields, responses=QuestionSetSerializer)
    def post(self, request: MemberRequest, question_set_id: int) -> Response:
        """With what is to be mended."""
        row = bank_actions.return_question_set(by=request.user, set_id=question_set_id, **self.parsed())
        return self.respond(row, QuestionSetSerializer)


class WithdrawQuestionSet(Writers):
    """Take back what the caller submitted."""

    @extend_schema(request=None, responses=QuestionSetSerializer)
    def post(self, request: MemberRequest, question_set_id: int) -> Response:
        """Nobody decides on it any more."""
        row = bank_actions.withdraw_question_set(by=request.user, set_id=question_set_id)
        return self.respond(row, QuestionSetSerializer)
