"""Videos in the API."""

from typing import Any

from rest_framework import serializers

from market.learning.courses.representations import InBothField
from market.learning.media.models import LANGUAGES, Rendition, Video, VideoCaptions, VideoProgress
from market.learning.media.queries import shown_of
from market.learning.versions.representations import WriterSerializer

MOST_PARTS, MOST_SECONDS = 2000, 24 * 3600


class RenditionSerializer(serializers.ModelSerializer[Rendition]):
    """A size: `size` in bytes, `url` from where it is played; a header `Range` gets a part of it."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Rendition
        fields = ["kind", "media_type", "size", "url"]
        read_only_fields = fields


class VideoCaptionsSerializer(serializers.ModelSerializer[VideoCaptions]):
    """Captions in one language; `url` gives them as WebVTT."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = VideoCaptions
        fields = ["language", "url", "saved_at"]
        read_only_fields = fields


class VideoProgressSerializer(serializers.ModelSerializer[VideoProgress]):
    """How far the caller is: `parts` of 10 seconds that were seen, by their numbers from 0, and the last position."""

    is_watched = serializers.BooleanField()

    class Meta:
        model = VideoProgress
        fields = ["parts", "position", "position_at", "read_at", "watched_at", "is_watched"]
        read_only_fields = fields


class LessonVideoSerializer(serializers.Serializer[Any]):
    """A video of a lesson. Its sizes are given the smallest first, the sound alone at the end."""

    slug = serializers.CharField(source="video.slug")
    title = InBothField("title", source="video")
    seconds = serializers.IntegerField(source="video.seconds")
    slides = serializers.JSONField(source="video.slides", help_text="What is seen from which second on.")
    renditions = RenditionSerializer(many=True)
    captions = VideoCaptionsSerializer(many=True)
    progress = VideoProgressSerializer(allow_null=True)


class WatchingFields(serializers.Serializer[Any]):
    """What was seen since the last call; sent twice it is once."""

    parts = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_PARTS), max_length=MOST_PARTS, required=False
    )
    position = serializers.IntegerField(min_value=0, max_value=MOST_SECONDS, required=False)
    at = serializers.DateTimeField(required=False, help_text="When the device was there; the newest one counts.")
    is_read = serializers.BooleanField(required=False, help_text="The transcript was read to its end.")


class CourseVideoSerializer(serializers.ModelSerializer[Video]):
    """A video of a course, for trainers and officers; `fault` says what could not be made of it."""

    course = serializers.CharField(source="course.slug")
    fault = serializers.CharField(help_text='"" where nothing is wrong.')
    fault_text = serializers.CharField(source="get_fault_display")
    uploaded_by = WriterSerializer()
    renditions = serializers.SerializerMethodField()
    captions = VideoCaptionsSerializer(many=True)

    class Meta:
        model = Video
        fields = [
            *("id", "course", "slug", "title_en", "title_bn", "state", "percent", "fault", "fault_text", "seconds"),
            *("uploaded_by", "uploaded_at", "renditions", "captions"),
        ]
        read_only_fields = fields

    def get_renditions(self, video: Video) -> list[dict[str, Any]]:
        return [dict(each) for each in RenditionSerializer(shown_of(video), many=True).data]


class VideoFileFields(serializers.Serializer[Any]):
    """The id of one upload of the caller's, sent with the metadata `purpose` = `video`, in a list."""

    files = serializers.ListField(child=serializers.UUIDField(), max_length=20)


class VideoFields(VideoFileFields):
    """A new video."""

    title_en = serializers.CharField(max_length=120)
    title_bn = serializers.CharField(max_length=120)


class CaptionsFields(serializers.Serializer[Any]):
    """Captions as WebVTT; an empty text takes those of the language away."""

    language = serializers.ChoiceField(LANGUAGES)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=300_000)


class StretchSerializer(serializers.Serializer[Any]):
    """From which second to which; how many people saw some of it, and how many stopped there for now."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    seen = serializers.IntegerField()
    stopped = serializers.IntegerField()


class VideoWatchingSerializer(serializers.Serializer[Any]):
    """How many people began a video, saw four fifths of it, and read its transcript to the end."""

    begun = serializers.IntegerField()
    watched = serializers.IntegerField()
    read = serializers.IntegerField()
    stretches = StretchSerializer(many=True)


class WatchedSerializer(serializers.Serializer[Any]):
    """How much of a video a trainee saw."""

    percent = serializers.IntegerField()
    is_read = serializers.BooleanField(help_text="The transcript was read to its end.")


class BatchVideoSerializer(serializers.Serializer[Any]):
    """A video at a lesson."""

    course = serializers.CharField(source="course.slug")
    lesson = serializers.CharField(source="lesson.slug")
    video = serializers.CharField(source="video.slug")
    title = InBothField("title", source="video")


class TraineeWatchingSerializer(serializers.Serializer[Any]):
    """What a trainee saw of each video, in the order of `videos`."""

    seat = serializers.IntegerField(source="place.seat")
    name_en = serializers.CharField(source="place.name_en")
    name_bn = serializers.CharField(source="place.name_bn")
    watched = WatchedSerializer(many=True)


class BatchWatchingSerializer(serializers.Serializer[Any]):
    """The videos at the lessons of a batch, and its trainees by seat."""

    videos = BatchVideoSerializer(many=True)
    trainees = TraineeWatchingSerializer(many=True)
