"""Videos are sent, replaced and withdrawn by trainers and officers, and get captions."""

import uuid
from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, lock_of
from market.core.base.errors import DomainError, Invalid
from market.core.base.jobs import defer
from market.core.text.bangla import nfc
from market.files.access import attachable
from market.files.models import Upload
from market.learning.courses.course_files import SLUG_LENGTH, TITLE_LENGTH, TOO_LONG, is_text
from market.learning.courses.models import Course
from market.learning.media.captions import read_captions
from market.learning.media.models import Rendition, Video, VideoCaptions
from market.learning.media.rendering_actions import drop_renditions
from market.learning.versions.actions import require_writer

HELP = "programme#lessons"
MOST_FAULTS = 20  # of captions that are named at once
JOB = "market.learning.tasks.render_video_job"
State = Video.State


class VideoWithdrawn(DomainError):
    """Nothing more happens with a video that was withdrawn, until another file comes."""

    help = HELP
    code = "video_withdrawn"
    sentence = _("This video was withdrawn. Send a file for it to bring it back.")


class NothingToRetry(DomainError):
    """All sizes are made, or are being made."""

    help = HELP
    code = "nothing_to_retry"
    sentence = _("There is nothing to try again: no size of this video is missing.")


class FaultsInCaptions(DomainError):
    """Captions cannot be taken as they are: `errors` say what is wrong on which line."""

    status = 400
    help = HELP
    code = "faults_in_captions"
    sentence = _("The captions were not saved: some of their lines are to be mended first.")


@atomic
def add_video(*, by: User, course_slug: str, title_en: str, title_bn: str, file_ids: Sequence[object]) -> Video:
    """A video of a course of one upload of the user's; its sizes are made by a job.

    Raises NotAllowed, NotFound, Invalid for titles that cannot be stored and where not one file is named.
    """
    require_writer(by)
    course = lock_of(Course.objects.all(), slug=course_slug)
    if not (is_text(title_en, TITLE_LENGTH) and is_text(title_bn, TITLE_LENGTH)):
        raise Invalid(errors={"title_en": [TOO_LONG]})
    video = Video(course=course, slug=_free_slug(course, title_en), title_en=title_en, title_bn=nfc(title_bn))
    _take(video, by, _one_file(by, file_ids))
    video.save(force_insert=True)
    _work_on(video)
    audit("video.added", by=by, on=video, video=video.slug)
    return video


@atomic
def replace_video(*, by: User, video_id: int, file_ids: Sequence[object]) -> Video:
    """Another file for a video. What it showed before is played until the sizes of the new one are made.

    Raises NotAllowed, NotFound, Invalid where not one file is named.
    """
    require_writer(by)
    video = lock(Video.objects.visible_to(by), video_id)
    _take(video, by, _one_file(by, file_ids))
    video.save(update_fields=["original", "uploaded_by", "uploaded_at", "state", "fault", "percent"])
    _work_on(video)
    audit("video.replaced", by=by, on=video, video=video.slug)
    return video


@atomic
def retry_video(*, by: User, video_id: int) -> Video:
    """Make the sizes that are missing. Raises NotAllowed, NotFound, NothingToRetry, VideoWithdrawn."""
    require_writer(by)
    video = lock(Video.objects.visible_to(by), video_id)
    if video.state == State.WITHDRAWN:
        raise VideoWithdrawn
    if not video.fault:
        raise NothingToRetry
    video.state, video.fault, video.percent = State.WAITING, "", 0
    video.save(update_fields=["state", "fault", "percent"])
    _work_on(video)
    return video


@atomic
def withdraw_video(*, by: User, video_id: int) -> Video:
    """Nobody plays it any more: its files go. Lessons that name it say that it is not here.

    Raises NotAllowed, NotFound, VideoWithdrawn.
    """
    require_writer(by)
    video = lock(Video.objects.visible_to(by), video_id)
    if video.state == State.WITHDRAWN:
        raise VideoWithdrawn
    drop_renditions(Rendition.objects.filter(video=video))
    video.state, video.fault, video.original, video.shown = State.WITHDRAWN, "", None, None
    video.save(update_fields=["state", "fault", "original", "shown"])
    audit("video.withdrawn", by=by, on=video, video=video.slug)
    signals.captions_changed.send(sender=Video, course_id=video.course_id)
    return video


@atomic
def save_captions(*, by: User, video_id: int, language: str, text: str) -> VideoCaptions | None:
    """The captions of a video in a language, as WebVTT; an empty text takes them away.

    Raises NotAllowed, NotFound, Invalid for another language, FaultsInCaptions by line.
    """
    require_writer(by)
    video = lock(Video.objects.visible_to(by), video_id)
    if language not in dict(VideoCaptions._meta.get_field("language").flatchoices):
        raise Invalid(errors={"language": [_("Captions are in English or Bangla.")]})
    if not text.strip():
        video.captions.filter(language=language).delete()
        signals.captions_changed.send(sender=Video, course_id=video.course_id)
        return None
    read = read_captions(text)
    if read.faults:
        raise FaultsInCaptions(errors={f"lines.{line}": [sentence] for line, sentence in read.faults[:MOST_FAULTS]})
    values = {"key": uuid.uuid4(), "text": nfc(text), "saved_by": by, "saved_at": clock.now()}
    row, _is_new = video.captions.update_or_create(language=language, defaults=values)
    audit("video.captioned", by=by, on=video, video=video.slug, language=language)
    signals.captions_changed.send(sender=Video, course_id=video.course_id)
    return row


def _one_file(by: User, file_ids: Sequence[object]) -> Upload:
    uploads = attachable(by, file_ids)
    if len(uploads) != 1:
        raise Invalid(errors={"files": [_("Choose one file: the video.")]})
    return uploads[0]


def _take(video: Video, by: User, upload: Upload) -> None:
    video.original, video.uploaded_by, video.uploaded_at = upload, by, clock.now()
    video.state, video.fault, video.percent = State.WAITING, "", 0


def _work_on(video: Video) -> None:
    defer(JOB, video_id=video.pk, source=str(video.original_id))


def _free_slug(course: Course, title: str) -> str:
    """A name in addresses that no video of the course has."""
    stem = slugify(title)[: SLUG_LENGTH - 5].strip("-") or "video"
    there = set(course.videos.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(there) + 3))
    return next(each for each in (stem, *numbered) if each not in there)
