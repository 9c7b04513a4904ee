"""The API of drafts of courses: for trainers and officers, each their own."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.core.api.parsers import JsonParser
from market.core.api.views import MemberRequest
from market.learning.versions.archives import path_of
from market.learning.versions.representations import CourseVersionSerializer, Writers
from market.learning.writing import actions as writing_actions
from market.learning.writing import lesson_actions
from market.learning.writing.queries import draft_lesson_of, draft_of
from market.learning.writing.serializers import (
    CourseDraftSerializer,
    DraftLessonFields,
    DraftLessonSerializer,
    DraftOutlineFields,
    DraftPictureFields,
    DraftPictureSerializer,
    SubmitDraftFields,
)


class CourseDraftDetail(Writers):
    """The caller's draft of a course."""

    fields = DraftOutlineFields

    @extend_schema(responses=CourseDraftSerializer)
    def get(self, request: MemberRequest, course_slug: str) -> Response:
        """Its outline."""
        return self.respond(draft_of(request.user, course_slug), CourseDraftSerializer)

    @extend_schema(request=None, responses={201: CourseDraftSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Begin it: from the caller's version that was sent back or waits, else from the newest. Repeated, it stays."""
        draft = writing_actions.begin_draft(by=request.user, course_slug=course_slug)
        return self.respond(draft, CourseDraftSerializer, status=201)

    @extend_schema(request=DraftOutlineFields, responses=CourseDraftSerializer)
    def put(self, request: MemberRequest, course_slug: str) -> Response:
        """Save its outline."""
        outline = self.parsed()
        edition = outline.pop("edition")
        draft = writing_actions.save_outline(
            by=request.user,
            course_slug=course_slug,
            edition=edition,
            outline=outline,  # type: ignore[arg-type]  # of its shape
        )
        return self.respond(draft, CourseDraftSerializer)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: MemberRequest, course_slug: str) -> Response:
        """Discard it."""
        writing_actions.discard_draft(by=request.user, course_slug=course_slug)
        return Response(status=204)


class SubmitDraft(Writers):
    """A draft that is ready."""

    fields = SubmitDraftFields

    @extend_schema(request=SubmitDraftFields, responses={201: CourseVersionSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Submit it: it waits for a second person. What is to be mended first is named at `file`."""
        version = writing_actions.submit_draft(by=request.user, course_slug=course_slug, **self.parsed())
        return self.respond(version, CourseVersionSerializer, status=201)


class DraftLessonDetail(Writers):
    """A lesson of the caller's draft."""

    fields = DraftLessonFields

    @extend_schema(responses=DraftLessonSerializer)
    def get(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Its text and its questions, with what is to be mended."""
        return self.respond(draft_lesson_of(request.user, course_slug, lesson_slug), DraftLessonSerializer)

    @extend_schema(request=DraftLessonFields, responses=DraftLessonSerializer)
    def put(self, request: MemberRequest, course_slug: str, lesson_slug: str) -> Response:
        """Save it, with its faults."""
        lesson = lesson_actions.write_lesson(
            by=request.user, course_slug=course_slug, lesson_slug=lesson_slug, **self.parsed()
        )
        return self.respond(lesson, DraftLessonSerializer)


class DraftPictures(Writers):
    """Pictures for the lessons of the caller's draft."""

    fields = DraftPictureFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON only to be told that the file is missing

    @extend_schema(request={"multipart/form-data": DraftPictureFields}, responses={201: DraftPictureSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Take one. It is part of the course once a lesson shows it by its path."""
        content = self.parsed()["file"].read()
        picture = lesson_actions.add_draft_picture(by=request.user, course_slug=course_slug, content=content)
        return self.respond({"path": path_of(picture)}, DraftPictureSerializer, status=201)
