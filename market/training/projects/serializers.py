"""Projects in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField, reader_of
from market.files.representations import UploadSerializer
from market.training.assessments.serializers import AssessmentSerializer
from market.training.models import Enrolment, Project, ProjectChange
from market.training.projects.actions import DELIVERABLES_LENGTH, REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from market.training.projects.check_in_actions import LENGTH, REPLY_LENGTH
from market.training.projects.queries import parts_of_project
from market.training.projects.version_actions import COMMENT_LENGTH, LINK_LENGTH, MOST_LINKS, NOTE_LENGTH


class ProjectPersonSerializer(PersonSerializer):
    """Somebody who has a part in a project."""


class CheckInSerializer(serializers.Serializer[Any]):
    """A check-in, with the reply of a trainer."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    done = serializers.CharField()
    stuck = serializers.CharField()
    next_step = serializers.CharField(source="next")
    reply = serializers.CharField()
    replied_by = ProjectPersonSerializer(allow_null=True)
    replied_at = serializers.DateTimeField(allow_null=True)


class VersionCommentSerializer(serializers.Serializer[Any]):
    """A comment on a version."""

    id = serializers.IntegerField()
    by = ProjectPersonSerializer()
    at = serializers.DateTimeField()
    text = serializers.CharField()


class ProjectVersionSerializer(serializers.Serializer[Any]):
    """A version with its comments."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    note = serializers.CharField()
    links = serializers.ListField(child=serializers.CharField(), source="link_list")
    files = UploadSerializer(many=True, source="files.all")
    at = serializers.DateTimeField()
    comments = VersionCommentSerializer(many=True, source="comments.all")


class ProjectChangeSerializer(serializers.Serializer[Any]):
    """What was proposed, decided or submitted."""

    kind = serializers.ChoiceField(ProjectChange.Kind.choices)
    state = serializers.ChoiceField(Project.State.choices, help_text="Of the project from then on.")
    by = ProjectPersonSerializer()
    at = serializers.DateTimeField()
    reason = serializers.CharField()
    title = serializers.CharField(help_text="Of what was proposed.")
    due_at = serializers.DateTimeField(allow_null=True)


class ProjectSerializer(serializers.Serializer[Any]):
    """A project."""

    id = serializers.IntegerField()
    batch = serializers.IntegerField(source="enrolment.batch_id")
    trainee = serializers.CharField(source="enrolment.name", help_text="As on the certificate.")
    brief = serializers.IntegerField(source="brief_id", allow_null=True)
    title = serializers.CharField()
    text = serializers.CharField()
    client = serializers.CharField()
    deliverables = serializers.CharField()
    state = serializers.ChoiceField(Project.State.choices)
    awaits = serializers.ChoiceField(Project.Awaits.choices, help_text="For whom it waits; empty for nobody.")
    waits_since = serializers.DateTimeField(allow_null=True)
    answer_due_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    check_in_due_at = serializers.DateTimeField(allow_null=True)
    missed = serializers.IntegerField(help_text="Check-ins missed in a row.")
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class ProjectDetailSerializer(ProjectSerializer):
    """A project with its check-ins, versions, assessments that count, and what became of it."""

    check_ins = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    assessments = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    def _parts(self, project: Project) -> dict[str, Any]:
        """Read once for all of them."""
        key = f"parts {project.pk}"
        known: dict[str, Any] = self.context  # type: ignore[assignment]  # it is a dict, made for one answer
        if key not in known:
            known[key] = parts_of_project(project, reader_of(self))
        return dict(known[key])

    @extend_schema_field(CheckInSerializer(many=True))
    def get_check_ins(self, project: Project) -> Any:
        """The newest first."""
        return CheckInSerializer(self._parts(project)["check_ins"], many=True, context=self.context).data

    @extend_schema_field(ProjectVersionSerializer(many=True))
    def get_versions(self, project: Project) -> Any:
        """The newest first."""
        return ProjectVersionSerializer(self._parts(project)["versions"], many=True, context=self.context).data

    @extend_schema_field(AssessmentSerializer(many=True))
    def get_assessments(self, project: Project) -> Any:
        """Those that the caller may see."""
        return AssessmentSerializer(self._parts(project)["assessments"], many=True, context=self.context).data

    @extend_schema_field(ProjectChangeSerializer(many=True))
    def get_changes(self, project: Project) -> Any:
        """The oldest first."""
        return ProjectChangeSerializer(self._parts(project)["changes"], many=True, context=self.context).data


class TraineeProjectSerializer(serializers.Serializer[Any]):
    """A trainee with the project."""

    place = serializers.IntegerField(source="pk")
    batch = serializers.CharField(source="batch.code")
    seat = serializers.IntegerField()
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    project = serializers.SerializerMethodField()
    checked_in_at = serializers.DateTimeField(allow_null=True, help_text="The last check-in.")

    @extend_schema_field(ProjectSerializer(allow_null=True))
    def get_project(self, place: Enrolment) -> Any:
        """Null before one is proposed."""
        project: Project | None = getattr(place, "project", None)
        if project is None:
            return None
        project.enrolment = place
        return ProjectSerializer(project, context=self.context).data


class ProposalFields(serializers.Serializer[Any]):
    """What is proposed: a brief fills what is empty."""

    brief_id = serializers.IntegerField(allow_null=True, default=None)
    title = TextField(most=TITLE_LENGTH, allow_blank=True, default="")
    client = TextField(most=TITLE_LENGTH, allow_blank=True, default="")
    text = TextField(most=TEXT_LENGTH, allow_blank=True, default="")
    deliverables = TextField(most=DELIVERABLES_LENGTH, allow_blank=True, default="")


class ProjectReasonFields(serializers.Serializer[Any]):
    """Why."""

    reason = TextField(most=REASON_LENGTH)


class ExtendProjectFields(ProjectReasonFields):
    """Until the end of which day, and why."""

    until = serializers.DateField()


class CheckInFields(serializers.Serializer[Any]):
    """A check-in."""

    done = TextField(most=LENGTH)
    stuck = TextField(most=LENGTH, allow_blank=True, default="")
    next_step = TextField(most=LENGTH)


class CheckInReplyFields(serializers.Serializer[Any]):
    """A reply to a check-in."""

    reply = TextField(most=REPLY_LENGTH)


class VersionFields(serializers.Serializer[Any]):
    """A version; `file_ids` are the caller's own uploads."""

    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")
    links = serializers.ListField(
        child=serializers.URLField(max_length=LINK_LENGTH), default=list, max_length=MOST_LINKS
    )
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=20)


class VersionCommentFields(serializers.Serializer[Any]):
    """A comment."""

    text = TextField(most=COMMENT_LENGTH)
