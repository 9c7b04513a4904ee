"""The API of projects: of trainees, of trainers, and of officers."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.issuing.api import Desk
from market.training.models import Batch, Phase, Project
from market.training.projects import actions as projects_actions
from market.training.projects import check_in_actions, version_actions
from market.training.projects.actions import Idea
from market.training.projects.queries import own_place, places_of_batch, places_of_phase, projects
from market.training.projects.serializers import (
    CheckInFields,
    CheckInReplyFields,
    CheckInSerializer,
    ExtendProjectFields,
    ProjectDetailSerializer,
    ProjectReasonFields,
    ProjectVersionSerializer,
    ProposalFields,
    TraineeProjectSerializer,
    VersionCommentFields,
    VersionCommentSerializer,
    VersionFields,
)

SHOW = OpenApiParameter("show", str, description="A state of projects, or waiting, behind, late or none.")


class ProjectView(DomainView):
    """The base of the paths of a project."""

    def answer(self, user: User, project_id: Any) -> Response:
        """The project as it is now."""
        rows = projects().filter(pk__in=Project.objects.visible_to(user).values("pk"))
        return self.respond(fetch(rows, project_id), ProjectDetailSerializer)


class MyProject(ProjectView):
    """The caller's project."""

    @extend_schema(responses=ProjectDetailSerializer)
    def get(self, request: MemberRequest) -> Response:
        """It; 404 before one is proposed."""
        place = own_place(request.user)
        if place is None:
            raise NotFound
        key = Project.objects.filter(enrolment=place).values_list("pk", flat=True).first()
        return self.answer(request.user, key)


class ProposeProject(ProjectView):
    """Propose a project, or a change of it."""

    fields = ProposalFields

    @extend_schema(request=ProposalFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The project, which waits for the batch's trainers."""
        project = projects_actions.propose_project(by=request.user, idea=Idea(**self.parsed()))
        return self.answer(request.user, project.pk)


class ProjectDetail(ProjectView):
    """A project."""

    @extend_schema(responses=ProjectDetailSerializer)
    def get(self, request: MemberRequest, project_id: int) -> Response:
        """It, for its trainee, the batch's trainers and officers."""
        project = fetch(Project.objects.visible_to(request.user).select_related("enrolment"), project_id)
        if project.enrolment.trainee_id != request.user.pk:
            log_access("project.seen", by=request.user, on=project)
        return self.answer(request.user, project_id)


class AgreeProject(ProjectView):
    """Agree to what is proposed."""

    @extend_schema(request=None, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project, in work. For officers and the batch's trainers."""
        projects_actions.agree_project(by=request.user, project_id=project_id)
        return self.answer(request.user, project_id)


class ReturnProject(ProjectView):
    """Send back what is proposed."""

    fields = ProjectReasonFields

    @extend_schema(request=ProjectReasonFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project, with the reason. For officers and the batch's trainers."""
        projects_actions.return_project(by=request.user, project_id=project_id, **self.parsed())
        return self.answer(request.user, project_id)


class ExtendProject(ProjectView):
    """More time."""

    fields = ExtendProjectFields

    @extend_schema(request=ExtendProjectFields, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project with its new deadline. For officers and the batch's trainers."""
        projects_actions.extend_project(by=request.user, project_id=project_id, **self.parsed())
        return self.answer(request.user, project_id)


class AddCheckIn(DomainView):
    """Check-ins of a project."""

    fields = CheckInFields

    @extend_schema(request=CheckInFields, responses={201: CheckInSerializer})
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The check-in of the week. For the trainee."""
        check_in = check_in_actions.add_check_in(by=request.user, project_id=project_id, **self.parsed())
        return self.respond(check_in, CheckInSerializer, status=201)


class ReplyToCheckIn(DomainView):
    """The reply to a check-in."""

    fields = CheckInReplyFields

    @extend_schema(request=CheckInReplyFields, responses=CheckInSerializer)
    def post(self, request: MemberRequest, check_in_id: int) -> Response:
        """The check-in with the reply. For officers and the batch's trainers."""
        check_in = check_in_actions.reply_to_check_in(by=request.user, check_in_id=check_in_id, **self.parsed())
        return self.respond(check_in, CheckInSerializer)


class AddVersion(DomainView):
    """Versions of a project."""

    fields = VersionFields

    @extend_schema(request=VersionFields, responses={201: ProjectVersionSerializer})
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The added version, which stays as it is. For the trainee."""
        version = version_actions.add_version(by=request.user, project_id=project_id, **self.parsed())
        return self.respond(version, ProjectVersionSerializer, status=201)


class CommentVersion(DomainView):
    """Comments on a version."""

    fields = VersionCommentFields

    @extend_schema(request=VersionCommentFields, responses={201: VersionCommentSerializer})
    def post(self, request: MemberRequest, version_id: int) -> Response:
        """The comment. For the trainee, the batch's trainers and officers."""
        comment = version_actions.comment_version(by=request.user, version_id=version_id, **self.parsed())
        return self.respond(comment, VersionCommentSerializer, status=201)


class SubmitProject(ProjectView):
    """Submit the last version."""

    @extend_schema(request=None, responses=ProjectDetailSerializer)
    def post(self, request: MemberRequest, project_id: int) -> Response:
        """The project, which waits for an assessment."""
        version_actions.submit_project(by=request.user, project_id=project_id)
        return self.answer(request.user, project_id)


class BatchProjects(DomainView):
    """Trainees of a batch with their projects."""

    @extend_schema(parameters=[SHOW], responses=TraineeProjectSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """By seat. For officers and the batch's trainers."""
        if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
            raise NotFound
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        rows = places_of_batch(batch, request.query_params.get("show", ""))
        return self.page_of(rows, TraineeProjectSerializer)


class OpenProjects(DomainView):
    """Let a batch choose projects."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """Open from now on. For officers and the batch's trainers."""
        projects_actions.open_projects(by=request.user, batch_id=batch_id)
        return Response(status=204)


class PhaseProjects(Desk):
    """Trainees of a phase with their projects."""

    @extend_schema(parameters=[SHOW], responses=TraineeProjectSerializer(many=True))
    def get(self, request: MemberRequest, phase_id: int) -> Response:
        """By batch and seat."""
        phase = fetch(Phase.objects.visible_to(request.user), phase_id)
        rows = places_of_phase(request.user, phase, request.query_params.get("show", ""))
        log_access("projects.taken", by=request.user, on=phase)
        return self.page_of(rows, TraineeProjectSerializer)
