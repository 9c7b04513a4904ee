"""The API of videos: for who reads a lesson, and for trainers and officers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import MemberRequest, PublicView
from market.core.base.db import fetch
from market.learning.courses.queries import course_of, lesson_of, outline_of
from market.learning.courses.views import reader_of
from market.learning.media import actions as media_actions
from market.learning.media import watching_actions
from market.learning.media.models import Video
from market.learning.media.queries import films_of
from market.learning.media.serializers import (
    BatchWatchingSerializer,
    CaptionsFields,
    CourseVideoSerializer,
    LessonVideoSerializer,
    VideoFields,
    VideoFileFields,
    VideoProgressSerializer,
    VideoWatchingSerializer,
    WatchingFields,
)
from market.learning.media.watching_queries import watching_of_batch, watching_of_video
from market.learning.progress.api import LessonView
from market.learning.versions.representations import Writers
from market.training.models import Batch


class LessonVideos(PublicView):
    """The videos of a lesson."""

    pagination_class = None

    @extend_schema(responses=LessonVideoSerializer(many=True))
    def get(self, request: Request, course_slug: str, lesson_slug: str) -> Response:
        """Those that can be played, in the order of the lesson, with how far the caller is."""
        reader = reader_of(request)
        outline = outline_of(course_slug, reader)
        films = films_of(outline.version.course, lesson_of(outline, lesson_slug).blocks, reader)
        return Response(LessonVideoSerializer(list(films.values()), many=True).data)


class WatchVideo(LessonView):
    """How much of a video the caller saw."""

    fields = WatchingFields

    @extend_schema(request=WatchingFields, responses=VideoProgressSerializer)
    def post(self, request: MemberRequest, course_slug: str, lesson_slug: str, video_slug: str) -> Response:
        """Note it. A lesson is done once four fifths of its videos were seen, or their transcripts read."""
        lesson = self.lesson(request, course_slug, lesson_slug)
        row = watching_actions.note_watching(by=request.user, lesson=lesson, name=video_slug, **self.parsed())
        return self.respond(row, VideoProgressSerializer)


class CourseVideos(Writers):
    """The videos of a course."""

    fields = VideoFields

    @extend_schema(responses=CourseVideoSerializer(many=True))
    def get(self, request: MemberRequest, course_slug: str) -> Response:
        """All of them, by name."""
        rows = Video.objects.visible_to(request.user).filter(course=course_of(course_slug))
        rows = rows.select_related("course", "uploaded_by").prefetch_related("renditions", "captions")
        return self.page_of(rows, CourseVideoSerializer)

    @extend_schema(request=VideoFields, responses={201: CourseVideoSerializer})
    def post(self, request: MemberRequest, course_slug: str) -> Response:
        """Add one of an upload. Its sizes are made by a job; the caller hears when it is ready."""
        sent = self.parsed()
        files = sent.pop("files")
        video = media_actions.add_video(by=request.user, course_slug=course_slug, file_ids=files, **sent)
        return self.respond(video, CourseVideoSerializer, status=201)


class CourseVideo(Writers):
    """A video of a course."""

    @extend_schema(responses=CourseVideoSerializer)
    def get(self, request: MemberRequest, video_id: int) -> Response:
        """How far its sizes are, and which there are."""
        rows = Video.objects.visible_to(request.user).select_related("course", "uploaded_by")
        return self.respond(fetch(rows, video_id), CourseVideoSerializer)


class ReplaceVideo(Writers):
    """Another file for a video."""

    fields = VideoFileFields

    @extend_schema(request=VideoFileFields, responses=CourseVideoSerializer)
    def post(self, request: MemberRequest, video_id: int) -> Response:
        """What it showed before is played until the sizes of the new file are made."""
        files = self.parsed()["files"]
        video = media_actions.replace_video(by=request.user, video_id=video_id, file_ids=files)
        return self.respond(video, CourseVideoSerializer)


class SaveCaptions(Writers):
    """Captions of a video."""

    fields = CaptionsFields

    @extend_schema(request=CaptionsFields, responses=CourseVideoSerializer)
    def post(self, request: MemberRequest, video_id: int) -> Response:
        """Save those of one language as WebVTT; what is wrong is named by line."""
        media_actions.save_captions(by=request.user, video_id=video_id, **self.parsed())
        return self.respond(fetch(Video.objects.visible_to(request.user), video_id), CourseVideoSerializer)


class RetryVideo(Writers):
    """Make sizes that could not be made."""

    @extend_schema(request=None, responses=CourseVideoSerializer)
    def post(self, request: MemberRequest, video_id: int) -> Response:
        """Only what is missing is made."""
        video = media_actions.retry_video(by=request.user, video_id=video_id)
        return self.respond(video, CourseVideoSerializer)


class WithdrawVideo(Writers):
    """Take a video back."""

    @extend_schema(request=None, responses=CourseVideoSerializer)
    def post(self, request: MemberRequest, video_id: int) -> Response:
        """Nobody plays it any more, and its files go."""
        video = media_actions.withdraw_video(by=request.user, video_id=video_id)
        return self.respond(video, CourseVideoSerializer)


class WatchedVideo(Writers):
    """How a video of a course is watched."""

    @extend_schema(responses=VideoWatchingSerializer)
    def get(self, request: MemberRequest, video_id: int) -> Response:
        """Which stretches of it people saw, and where they stopped; nobody is named."""
        video = fetch(Video.objects.visible_to(request.user), video_id)
        return self.respond(watching_of_video(video), VideoWatchingSerializer)


class BatchVideos(Writers):
    """The videos at the lessons of a batch."""

    @extend_schema(responses=BatchWatchingSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """How much of each its trainees saw. For its trainers and for officers."""
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        return self.respond(watching_of_batch(batch), BatchWatchingSerializer)
