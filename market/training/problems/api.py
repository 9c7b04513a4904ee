"""The list of a face-to-face class over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.models import ClassSession
from market.training.problems import actions
from market.training.problems.queries import problems_of
from market.training.problems.serializers import ClassProblemListSerializer, ProblemFields, SettleProblemFields


def _answer(view: DomainView, request: MemberRequest, session_id: int, status: int = 200) -> Response:
    rows = ClassSession.objects.visible_to(request.user).filter(kind=ClassSession.Kind.IN_PERSON)
    session = fetch(rows.select_related("batch"), session_id)
    return view.respond(problems_of(session, request.user), ClassProblemListSerializer, status)


class ClassProblems(DomainView):
    """What is gone over in a face-to-face class."""

    fields = ProblemFields

    @extend_schema(responses=ClassProblemListSerializer)
    def get(self, request: MemberRequest, session_id: int) -> Response:
        """What is open in the batch, and what was settled in this class. Who asked, only who teaches it reads."""
        return _answer(self, request, session_id)

    @extend_schema(request=ProblemFields, responses={201: ClassProblemListSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The list with what was added. For trainees of the batch, and for who teaches the class."""
        actions.add_problem(by=request.user, session_id=session_id, **self.parsed())
        return _answer(self, request, session_id, 201)


class SettleProblem(DomainView):
    """Tick something off the list."""

    fields = SettleProblemFields

    @extend_schema(request=SettleProblemFields, responses=ClassProblemListSerializer)
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The list; who asked or added it is told what was decided."""
        actions.settle_problem(by=request.user, session_id=session_id, **self.parsed())
        return _answer(self, request, session_id)


class ReopenProblem(DomainView):
    """Put something back onto the list."""

    @extend_schema(request=None, responses=ClassProblemListSerializer)
    def post(self, request: MemberRequest, problem_id: int) -> Response:
        """The list of the class in which it was settled."""
        session = actions.reopen_problem(by=request.user, problem_id=problem_id)
        return _answer(self, request, session.pk)


class RemoveProblem(DomainView):
    """Take an own entry back."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, problem_id: int) -> Response:
        """Delete it, while it is open."""
        actions.remove_problem(by=request.user, problem_id=problem_id)
        return Response(status=204)
