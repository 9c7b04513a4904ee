"""What people saw of videos: written once, whatever a bad line repeats; the newest position of all devices counts."""

import math
from collections.abc import Iterable
from datetime import datetime

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.learning.courses.models import Lesson
from market.learning.media.models import Video, VideoProgress
from market.learning.media.queries import ENOUGH, video_at
from market.learning.progress import actions as progress_actions


@atomic
def note_watching(  # noqa: PLR0913  # a note is all of these
    *,
    by: User,
    lesson: Lesson,
    name: str,
    parts: Iterable[int] = (),
    position: int | None = None,
    at: datetime | None = None,
    is_read: bool = False,
) -> VideoProgress:
    """Parts of a lesson's video were seen, or its transcript read to the end; at `at` the device was at `position`.

    Raises NotFound. A part that the video does not have changes nothing, and so does no position.
    """
    video = video_at(lesson.version.course, lesson.blocks, name)
    row = _locked(by, video)
    now = clock.now()
    noted = min(at or now, now)  # no device is ahead of us
    if position is not None and noted >= row.position_at:
        row.position, row.position_at = min(position, video.seconds or position), noted
    row.parts = sorted({*row.parts, *(each for each in parts if each < video.parts or not video.seconds)})
    if row.watched_at is None and len(row.parts) >= max(1, math.ceil(ENOUGH * video.parts)):
        row.watched_at = now
    if is_read and row.read_at is None:
        row.read_at = now
    row.save(update_fields=["parts", "position", "position_at", "watched_at", "read_at"])
    if row.is_watched:
        progress_actions.note_reading(by=by, lesson=lesson, read_to=0)
    return row


def _locked(user: User, video: Video) -> VideoProgress:
    first = VideoProgress(user=user, video=video, position_at=video.uploaded_at)
    VideoProgress.objects.bulk_create([first], ignore_conflicts=True)
    return VideoProgress.objects.select_for_update(no_key=True).get(user=user, video=video)
