"""What trainers see of watching: how much of each video the trainees of a batch saw, and where people stop in one."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from market.learning.courses.models import Course, Lesson
from market.learning.courses.queries import current_versions
from market.learning.media.models import PART_SECONDS, Video, VideoProgress
from market.learning.media.queries import names_in
from market.training.models import Batch, Enrolment

MOST_STRETCHES = 24  # of a video, in its figures
SEVERAL = 2  # people who stopped at the same place


@dataclass(frozen=True, slots=True)
class Watched:
    """How much of a video somebody saw, in percent, and whether its transcript was read to the end."""

    percent: int = 0
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class LessonVideo:
    """A video that can be played, at a lesson of a course."""

    course: Course
    lesson: Lesson
    video: Video


@dataclass(frozen=True, slots=True)
class TraineeWatching:
    """Of a place in a batch, how much of each video was seen."""

    place: Enrolment
    watched: list[Watched]


@dataclass(frozen=True, slots=True)
class BatchWatching:
    """The videos of a batch's lessons, and what its trainees, by seat, saw of them."""

    videos: list[LessonVideo]
    trainees: list[TraineeWatching]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a video, in seconds: how many people saw some of it, and how many stopped there for now."""

    start: int
    end: int
    seen: int
    stopped: int


@dataclass(frozen=True, slots=True)
class VideoWatching:
    """How many people began a video, saw enough of it and read its transcript; and its stretches, in their order."""

    begun: int
    watched: int
    read: int
    stretches: list[Stretch]

    @property
    def most_stopped(self) -> Stretch | None:
        """The stretch where most people stopped, the first of those; None: nowhere did several."""
        several = (each for each in self.stretches if each.stopped >= SEVERAL)
        return max(several, key=lambda each: each.stopped, default=None)


def watching_of_batch(batch: Batch) -> BatchWatching:
    """Of the lessons of its topic and of the common course. Five statements."""
    videos = _videos_of(batch)
    places = list(batch.enrolments.studying().order_by("seat"))
    rows = VideoProgress.objects.filter(
        video__in=[each.video.pk for each in videos], user__in=[each.trainee_id for each in places]
    )
    seen = {(each.user_id, each.video_id): each for each in rows}

    def of(place: Enrolment) -> TraineeWatching:
        own = [_watched(seen.get((place.trainee_id, each.video.pk)), each.video) for each in videos]
        return TraineeWatching(place, own)

    return BatchWatching(videos, [of(each) for each in places])


def _videos_of(batch: Batch) -> list[LessonVideo]:
    topics = Q(course__topic=None) | Q(course__topic=batch.topic_id)
    courses = {each.pk: each.course for each in current_versions().filter(topics)}
    rows = Video.objects.filter(course__in=courses.values(), shown__isnull=False)
    videos = {(each.course_id, each.slug): each for each in rows}
    lessons = list(Lesson.objects.filter(version__in=courses).order_by("version__course", "position")) if videos else []
    named = [(each, courses[each.version_id], name) for each in lessons for name in names_in(each.blocks)]
    found = ((lesson, course, videos.get((course.pk, name))) for lesson, course, name in named)
    return [LessonVideo(course, lesson, video) for lesson, course, video in found if video is not None]


def _watched(row: VideoProgress | None, video: Video) -> Watched:
    if row is None:
        return Watched()
    return Watched(min(100, round(100 * len(row.parts) / max(1, video.parts))), row.read_at is not None)


def watching_of_video(video: Video) -> VideoWatching:
    """Of all who saw some of it, without their names. One statement."""
    rows = list(VideoProgress.objects.filter(video=video).only("parts", "position", "watched_at", "read_at"))
    at_once = max(1, -(-video.parts // MOST_STRETCHES))  # parts of a stretch
    seen = Counter(each for row in rows for each in {part // at_once for part in row.parts})
    stopped = Counter(row.position // PART_SECONDS // at_once for row in rows if row.parts and row.watched_at is None)
    stretches = [
        Stretch(
            at * at_once * PART_SECONDS,
            min(video.seconds, (at + 1) * at_once * PART_SECONDS),
            seen[at],
            stopped[at],
        )
        for at in range(-(-video.parts // at_once))
    ]
    watched, read = (sum(getattr(row, name) is not None for row in rows) for name in ("watched_at", "read_at"))
    return VideoWatching(sum(bool(row.parts) for row in rows), watched, read, stretches)
