"""The API of versions of courses, for trainers and officers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.serializers import TextField
from market.core.api.views import MemberRequest
from market.learning.courses.models import CourseVersion
from market.learning.versions import actions as versions_actions
from market.learning.versions.representations import CourseVersionSerializer, Writers
from market.training.classes.actions import REASON_LENGTH


class CourseArchiveFields(serializers.Serializer[Any]):
    """A course as a ZIP archive (docs/course-file.md)."""

    file = serializers.FileField()


class ReturnVersionFields(serializers.Serializer[Any]):
    """What is to be mended."""

    reason = TextField(most=REASON_LENGTH)


class CourseVersions(Writers):
    """The versions of a course."""

    fields = CourseArchiveFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that the file is missing

    @extend_schema(responses=CourseVersionSerializer(many=True))
    def get(self, request: MemberRequest, course_slug: str) -> Response:
        """The newest first."""
        rows = CourseVersion.objects.visible_to(request.user).filter(course__slug=course_slug).order_by("-number")
        return self.page_of(rows.select_related("course", "written_by", "reviewed_by"), CourseVersionSerializer)

    @extend_schema(request={"multipart/form-data": CourseArchiveFields}, responses={201: CourseVersionSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Submit the next one. What is wrong in its files is named at `file`."""
        content = self.parsed()["file"].read()
        version = versions_actions.submit_course(by=request.user, course_slug=course_slug, content=content)
        return self.respond(version, CourseVersionSerializer, status=201)


class PublishVersion(Writers):
    """Publish what another one wrote."""

    @extend_schema(request=None, responses=CourseVersionSerializer)
    def post(self, request: MemberRequest, course_version_id: int) -> Response:
        """Everybody reads it from now on."""
        version = versions_actions.publish_version(by=request.user, version_id=course_version_id)
        return self.respond(version, CourseVersionSerializer)


class ReturnVersion(Writers):
    """Send back what another one wrote."""

    fields = ReturnVersionFields

    @extend_schema(request=ReturnVersionFields, responses=CourseVersionSerializer)
    def post(self, request: MemberRequest, course_version_id: int) -> Response:
        """With what is to be mended."""
        version = versions_actions.return_version(by=request.user, version_id=course_version_id, **self.parsed())
        return self.respond(version, CourseVersionSerializer)


class MoveBatchCourse(Writers):
    """A batch that keeps an older version."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, batch_id: int, course_slug: str) -> Response:
        """It reads the newest one from now on. Repeated it changes nothing."""
        versions_actions.move_batch(by=request.user, batch_id=batch_id, course_slug=course_slug)
        return Response(status=204)
