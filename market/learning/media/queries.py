"""The videos of a lesson, as its page and the API show them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from market.accounts.models import User
from market.core.base.errors import NotFound
from market.learning.courses.blocks import Block
from market.learning.courses.models import Course, CourseVersion
from market.learning.media.captions import Cue, read_captions
from market.learning.media.models import Rendition, Video, VideoCaptions, VideoProgress

ENOUGH = 0.8  # of its parts make a video seen


@dataclass(frozen=True, slots=True)
class Film:
    """A video that can be played, and how far its reader is."""

    video: Video
    renditions: list[Rendition]  # the smallest first, the sound at the end
    captions: list[VideoCaptions]
    progress: VideoProgress | None

    @property
    def sizes(self) -> list[Rendition]:
        """Those with pictures."""
        return [each for each in self.renditions if each.kind != Rendition.Kind.SOUND]

    @property
    def sound(self) -> Rendition | None:
        """The sound alone."""
        return next((each for each in self.renditions if each.kind == Rendition.Kind.SOUND), None)

    @property
    def poster(self) -> str:
        """The digest of its first picture, or ""."""
        return str(self.video.slides[0]["picture"]) if self.video.slides else ""

    def transcript(self, language: str) -> tuple[str, list[Cue]]:
        """What is said, in this language if there are captions in it, else in the other one; with the language."""
        rows = sorted(self.captions, key=lambda each: each.language != language)
        return (rows[0].language, read_captions(rows[0].text).cues) if rows else (language, [])


def names_in(blocks: Iterable[Block]) -> list[str]:
    """The names of the videos that a lesson shows, in their order."""
    return list(dict.fromkeys(each["video"] for each in blocks if each["kind"] == "video"))


def playable(course: Course, blocks: Iterable[Block]) -> QuerySet[Video]:
    """The videos of a lesson that can be played now."""
    return Video.objects.filter(course=course, slug__in=names_in(blocks), shown__isnull=False)


def films_of(course: Course, blocks: Iterable[Block], reader: User | None) -> Mapping[str, Film]:
    """The videos of a lesson that can be played, by name, in four statements at most; none for a lesson without."""
    names = names_in(blocks)
    if not names:
        return {}
    videos = list(playable(course, blocks).prefetch_related("renditions", "captions"))
    own = VideoProgress.objects.filter(user=reader, video__in=videos) if reader else VideoProgress.objects.none()
    progress = {each.video_id: each for each in own}
    films = {each.slug: _film(each, progress.get(each.pk)) for each in videos}
    return {name: films[name] for name in names if name in films}


def _film(video: Video, progress: VideoProgress | None) -> Film:
    return Film(video, shown_of(video), list(video.captions.all()), progress)


def shown_of(video: Video) -> list[Rendition]:
    """In which sizes it is played: the smallest first, the sound at the end."""
    shown = [each for each in video.renditions.all() if each.source == video.shown]
    return sorted(shown, key=lambda each: (each.kind == Rendition.Kind.SOUND, each.size))


@dataclass(frozen=True, slots=True)
class SizeToKeep:
    """All videos of a course in one size, to be kept on a phone: how many bytes they have, and as JSON pairs of the
    addresses of a lesson and of its video in that size."""

    kind: str
    size: int
    films: str


def sizes_to_keep(version: CourseVersion) -> list[SizeToKeep]:
    """In which sizes the videos of a version can be kept, the smallest first, in three statements at most; none for a
    course without. A video that has not that size counts in the next smaller one it has, or else in its smallest."""
    rows = Video.objects.filter(course=version.course_id, shown__isnull=False).prefetch_related("renditions")
    shown = {each.slug: shown_of(each) for each in rows}
    lessons = version.lessons.filter(blocks__contains=[{"kind": "video"}]) if shown else []
    places = [
        (reverse("lesson", args=[version.course.slug, lesson.slug]), shown[name])
        for lesson in lessons
        for name in names_in(lesson.blocks)
        if shown.get(name)
    ]
    kinds = [kind for kind in Rendition.Kind if any(kind == each.kind for _, sizes in places for each in sizes)]
    return [_size_to_keep(kind, places) for kind in kinds]


def _size_to_keep(kind: Rendition.Kind, places: Iterable[tuple[str, list[Rendition]]]) -> SizeToKeep:
    films = [(lesson, _nearest(kind, sizes)) for lesson, sizes in places]
    addresses = [(lesson, each.get_absolute_url()) for lesson, each in films]
    return SizeToKeep(kind, sum({each.pk: each.size for _, each in films}.values()), json.dumps(addresses))


def _nearest(kind: Rendition.Kind, sizes: list[Rendition]) -> Rendition:
    order: list[str] = list(Rendition.Kind)
    smaller = [each for each in order[: order.index(kind)] if each != Rendition.Kind.SOUND]
    wanted: list[str] = [kind] if kind == Rendition.Kind.SOUND else [*smaller, kind]
    fitting = [each for each in sizes if each.kind in wanted]
    return max(fitting, key=lambda each: wanted.index(each.kind), default=sizes[0])


def spoken_in(version_id: int, blocks: Iterable[Block], language: str) -> list[str]:
    """What is said in the videos of a lesson of a version, cue by cue, where there are captions in the language."""
    names = names_in(blocks)
    if not names:
        return []
    rows = VideoCaptions.objects.filter(video__course__versions=version_id, video__slug__in=names, language=language)
    texts = rows.filter(video__shown__isnull=False).values_list("text", flat=True)
    return [cue.text for text in texts for cue in read_captions(text).cues]


def video_at(course: Course, blocks: Iterable[Block], name: str) -> Video:
    """A video of a lesson. Raises NotFound."""
    video = playable(course, blocks).filter(slug=name).first()
    if video is None:
        raise NotFound
    return video


def has_unseen(user: User, course_id: int, blocks: Iterable[Block]) -> bool:
    """Whether a lesson has a video that the user has neither seen nor read."""
    names = names_in(blocks)
    if not names:
        return False
    seen = VideoProgress.objects.filter(user=user).exclude(watched_at=None, read_at=None)
    open_ones = Video.objects.filter(course=course_id, slug__in=names, shown__isnull=False)
    return open_ones.exclude(pk__in=seen.values("video")).exists()
