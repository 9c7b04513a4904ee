"""The API of questions about a class: trainees ask, trainers answer. A class itself shows what it has."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.questions import actions as questions_actions
from market.training.questions.serializers import ClassAnswerFields, ClassQuestionFields, ClassQuestionSerializer


class AskQuestion(DomainView):
    """Questions about a class."""

    fields = ClassQuestionFields

    @extend_schema(request=ClassQuestionFields, responses={201: ClassQuestionSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The question, also before the class. For trainees of the batch."""
        question = questions_actions.ask_question(by=request.user, session_id=session_id, **self.parsed())
        return self.respond(question, ClassQuestionSerializer, status=201)


class ChangeQuestion(DomainView):
    """An own question."""

    fields = ClassQuestionFields

    @extend_schema(request=ClassQuestionFields, responses=ClassQuestionSerializer)
    def put(self, request: MemberRequest, question_id: int) -> Response:
        """It in other words, while nobody has answered it."""
        changed = questions_actions.change_question(by=request.user, question_id=question_id, **self.parsed())
        return self.respond(changed, ClassQuestionSerializer)


class RemoveQuestion(DomainView):
    """Take an own question back."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, question_id: int) -> Response:
        """Delete it, while nobody has answered it."""
        questions_actions.remove_question(by=request.user, question_id=question_id)
        return Response(status=204)


class AnswerQuestion(DomainView):
    """The answer to a question."""

    fields = ClassAnswerFields

    @extend_schema(request=ClassAnswerFields, responses=ClassQuestionSerializer)
    def post(self, request: MemberRequest, question_id: int) -> Response:
        """The answered question; all trainees of the batch read it. For officers and the trainers of the class."""
        answered = questions_actions.answer_question(by=request.user, question_id=question_id, **self.parsed())
        return self.respond(answered, ClassQuestionSerializer)
