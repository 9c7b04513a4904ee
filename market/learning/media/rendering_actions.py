"""Making the sizes of a video, long after it was sent. A job that was killed begins anew with what is not made yet."""

import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File
from django.db import models, transaction

from market.core.base import clock, signals
from market.core.base.db import atomic, lock
from market.core.base.errors import NotFound
from market.core.base.events import emit
from market.core.text.locale import by_language
from market.files.models import Upload
from market.files.orphan_actions import AGE, delete_orphans
from market.files.reading import open_at
from market.learning.courses.storing_actions import store_picture
from market.learning.media import events, ffmpeg
from market.learning.media.ffmpeg import Film, RenderingFailed
from market.learning.media.models import Rendition, Video

Fault = Video.Fault
State, Kind = Video.State, Rendition.Kind
SAVE_SECONDS = 2.0  # between two notes of how far a job is
MOST_SLIDE_BYTES = 100_000
STORED = "videos"  # the folder of all sizes in the storage


class Superseded(Exception):
    """Another file came meanwhile, or the video was withdrawn: what is made here nobody needs."""


def work_folder() -> Path:
    """Where sizes are made, on the disk of the site's data: a video may have more bytes than the machine has memory."""
    folder = Path(settings.DATA_DIR) / "videos-being-made"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def delete_abandoned_files() -> int:
    """Delete what killed jobs left a day ago: sizes without a row, and what was being made. Returns how many."""
    count = delete_orphans(Rendition, STORED)
    for folder in work_folder().iterdir():
        if folder.stat().st_mtime < (clock.wall() - AGE).timestamp():
            rmtree(folder, ignore_errors=True)
            count += 1
    return count


def render_video(*, video_id: int, source: str) -> None:
    """Make all sizes of the file `source` of a video that are not made yet, and tell its sender of the end.

    Does nothing for a file that is that of the video no more.
    """
    video = _begin(video_id, source)
    if video is None:
        return
    try:
        with TemporaryDirectory(dir=work_folder()) as folder:
            _finish(video, _work(video, Path(folder)))
    except Superseded:
        return


@atomic
def _begin(video_id: int, source: str) -> Video | None:
    try:
        rows = Video.objects.filter(original=uuid.UUID(source), state__in=(State.WAITING, State.WORKING))
        video = lock(rows, video_id)
    except NotFound:
        return None
    video.state, video.percent, video.fault = State.WORKING, 0, ""
    video.save(update_fields=["state", "percent", "fault"])
    return video


def _work(video: Video, folder: Path) -> Video.Fault | None:
    """Make what is missing; returns what went wrong."""
    upload = _original(video)
    if not ffmpeg.is_there():
        return Fault.NO_FFMPEG if upload.kind == "video" else Fault.NO_VIDEO
    source = folder / "source"
    try:
        _copy(upload, source)
    except FileNotFoundError:
        return Fault.GONE
    film = ffmpeg.probe(source)
    if fault := _fault_of(film):
        return fault
    assert film is not None  # noqa: S101  # for mypy: that is a fault
    video.seconds = round(film.seconds)
    failed = _make_renditions(video, source, film, folder)
    video.slides = _make_slides(video, source, film, folder)
    if not video.renditions.filter(source=upload.pk).exists():
        return Fault.NOTHING
    return Fault.RENDITION if failed else None


def _original(video: Video) -> Upload:
    if video.original is None:
        raise Superseded
    return video.original


def _copy(upload: Upload, target: Path) -> None:
    """The file from the storage to where ffmpeg reads it."""
    with open_at(upload.file) as stored, target.open("wb") as copy:
        while piece := stored.read(1024 * 1024):
            copy.write(piece)


def _fault_of(film: Film | None) -> Video.Fault | None:
    if film is None:
        return Fault.NO_VIDEO
    if not film.side:
        return Fault.NO_PICTURES
    return Fault.TOO_LONG if film.seconds > ffmpeg.LONGEST else None


def _kinds_of(film: Film) -> list[str]:
    """The sizes that a video gets, the smallest first: none is larger than the video itself."""
    sizes = [kind for kind, size in ffmpeg.SIZES.items() if kind == Kind.SMALL or size.side <= film.side]
    return [*sizes, Kind.SOUND] if film.has_sound else sizes


def _make_renditions(video: Video, source: Path, film: Film, folder: Path) -> bool:
    """Make the sizes that are missing, each shown once it is whole. Returns whether one could not be made."""
    there = set(video.renditions.filter(source=_original(video).pk).values_list("kind", flat=True))
    missing = [kind for kind in _kinds_of(film) if kind not in there]
    failed = False
    for at, kind in enumerate(missing):
        target = folder / f"{kind}.mp4"
        report = _reporter(video, at, len(missing))
        try:
            if kind == Kind.SOUND:
                ffmpeg.render_sound(source, target, film, report)
            else:
                ffmpeg.render(source, target, ffmpeg.SIZES[kind], film, report)
        except RenderingFailed:
            failed = True
            continue
        _store(video, kind, target)
    return failed


def _reporter(video: Video, at: int, count: int) -> Callable[[float], None]:
    """What notes how far the job is, now and then."""
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last < SAVE_SECONDS:
            return
        last = time.monotonic()
        note_percent(video, min(99, int(100 * (at + share) / count)))

    return report


@atomic
def note_percent(video: Video, percent: int) -> None:
    """Note how far the job is. Raises Superseded where nobody needs it any more."""
    current = Video.objects.filter(pk=video.pk, original=video.original_id, state=State.WORKING)
    if not current.update(percent=percent):
        raise Superseded


def _store(video: Video, kind: str, target: Path) -> None:
    """Store a size that is whole."""
    assert video.original_id is not None  # noqa: S101  # for mypy: it was read from there
    rendition = Rendition(video=video, source=video.original_id, kind=kind, size=target.stat().st_size)
    rendition.media_type = "audio/mp4" if kind == Kind.SOUND else "video/mp4"
    with target.open("rb") as content:
        rendition.file.save(f"{uuid.uuid4().hex}.mp4", File(content), save=False)
    try:
        insert_rendition(video, rendition)
    except Exception:
        rendition.file.delete(save=False)
        raise


@atomic
def insert_rendition(video: Video, rendition: Rendition) -> None:
    """Write the row of a size that is stored. Raises Superseded where nobody needs it any more."""
    try:
        lock(Video.objects.filter(original=video.original_id, state=State.WORKING), video.pk)
    except NotFound as gone:
        raise Superseded from gone
    rendition.save(force_insert=True)


def _make_slides(video: Video, source: Path, film: Film, folder: Path) -> list[dict[str, int | str]]:
    """Pictures of where what is seen changes. Without them a video is what it is."""
    try:
        stills: Mapping[int, Path] = ffmpeg.slides(source, folder, film)
    except RenderingFailed:
        return []
    contents = {at: path.read_bytes() for at, path in sorted(stills.items())}
    return [
        {"at": at, "picture": store_picture(video.course, content).digest}
        for at, content in contents.items()
        if len(content) <= MOST_SLIDE_BYTES
    ]


@atomic
def _finish(video: Video, fault: Video.Fault | None) -> None:
    """Show what was made in place of what was shown before, and tell its sender."""
    try:
        row = lock(Video.objects.filter(original=video.original_id, state=State.WORKING), video.pk)
    except NotFound as gone:
        raise Superseded from gone
    row.fault, row.percent = fault or "", 100
    row.state = {None: State.READY, Fault.RENDITION: State.READY, Fault.NO_FFMPEG: State.ORIGINAL_ONLY}.get(
        fault, State.FAILED
    )
    if row.state == State.ORIGINAL_ONLY:
        _show_original(row)
    if row.state != State.FAILED:
        row.shown, row.seconds, row.slides = row.original_id, video.seconds, video.slides
        drop_renditions(row.renditions.exclude(source=_original(row).pk))
    row.save(update_fields=["state", "fault", "percent", "shown", "seconds", "slides"])
    signals.captions_changed.send(sender=Video, course_id=row.course_id)
    titles = by_language(lambda: row.title)
    if fault is None:
        emit(events.VideoReady(video=titles, slug=row.slug), on=row, by=None, to=[row.uploaded_by])
    else:
        failed = events.VideoFailed(video=titles, fault=by_language(lambda: str(fault.label)))
        emit(failed, on=row, by=None, to=[row.uploaded_by])


def _show_original(video: Video) -> None:
    upload = _original(video)
    values = {"size": upload.size, "media_type": upload.media_type}
    video.renditions.get_or_create(source=upload.pk, kind=Kind.ORIGINAL, defaults=values)


def drop_renditions(rows: models.QuerySet[Rendition]) -> None:
    """Delete sizes, and their files once that is certain."""
    files = [each.file for each in rows if each.file]
    rows.delete()

    def delete_files() -> None:
        for each in files:
            each.delete(save=False)

    transaction.on_commit(delete_files)
