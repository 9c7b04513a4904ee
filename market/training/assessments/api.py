"""The API of rubrics and assessments."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound
from market.training.assessments import actions as assessments_actions
from market.training.assessments.actions import Marks
from market.training.assessments.rubric_actions import CriterionDetails, change_rubric
from market.training.assessments.serializers import AssessFields, CriterionSerializer, DecideFields, RubricFields
from market.training.briefs.actions import may_read
from market.training.models import Criterion, Topic
from market.training.projects.api import ProjectView
from market.training.projects.serializers import ProjectDetailSerializer, ProjectReasonFields


class Rubric(DomainView):
    """The rubric of a topic."""

    pagination_class = None
    fields = RubricFields

    @extend_schema(responses=CriterionSerializer(many=True))
    def get(self, request: MemberRequest, topic: str) -> Response:
        """Its criteria. For trainees of the programme, trainers and officers."""
        _require_reader(request.user)
        if not Topic.objects.filter(slug=topic).exists():
            raise NotFound
        return self._answer(request, Criterion.objects.current().filter(topic__slug=topic))

    @extend_schema(request=RubricFields, responses=CriterionSerializer(many=True))
    def put(self, request: MemberRequest, topic: str) -> Response:
        """The changed rubric, by which projects are assessed from now on; those before keep theirs. For officers."""
        _require_reader(request.user)
        fields = self.parsed()
        details = [CriterionDetails(**each) for each in fields["criteria"]]
        rows = change_rubric(by=request.user, topic=topic, criteria=details, first_criterion=fields["first_criterion"])
        return self._answer(request, rows)

    def _answer(self, request: MemberRequest, rows: Iterable[Criterion]) -> Response:
        return Response(CriterionSerializer(rows, many=True, context={"request": request}).data)


def _require_reader(user: User) -> None:
    if not may_read(user):
        raise NotFound


def _marks(fields: dict[str, Any]) -> Marks:
    points = {each["criterion"]: each["points"] for each in fields.pop("points")}
    return Marks(points=points, **fields)


class AssessProject(ProjectView):
    """Assess what was submitted."""

    fields = AssessFields

    @extend_schema(request=AssessFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project. Honours and “not passed” wait for a second assessor. For the batch's trainers and officers."""
        assessments_actions.assess_project(by=request.user, project_id=project_id, marks=_marks(self.parsed()))
        return self.answer(request.user, project_id)


class DecideProject(ProjectView):
    """Decide between two assessors."""

    fields = DecideFields

    @extend_schema(request=DecideFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project with the result that counts. For an officer who has not assessed it."""
        assessments_actions.decide_project(by=request.user, project_id=project_id, **self.parsed())
        return self.answer(request.user, project_id)


class AskAgain(ProjectView):
    """Ask for another assessment of what was not passed."""

    fields = ProjectReasonFields

    @extend_schema(request=ProjectReasonFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project, which waits for somebody who has not assessed it. Once, for the trainee."""
        assessments_actions.ask_again(by=request.user, project_id=project_id, **self.parsed())
        return self.answer(request.user, project_id)
