"""Notes and bookmarks: written by their user alone, from several devices, some of them without a line for hours."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.learning.courses.models import Lesson
from market.learning.notes.models import LessonNote
from market.training.classes.adding_actions import clean_text

NOTE_LENGTH, MOST_OTHER = 5000, 50_000  # the last in letters of what devices wrote meanwhile
UNREAD = _("Other devices have written too much here meanwhile. Open the note and put both together first.")


@dataclass(frozen=True, slots=True)
class Writing:
    """A note as a device has it: what it was written upon (`based_on`, a revision), and when by the clock of the device
    (None: now). `is_merged`: the writer has read both texts, and wants nothing of the other one beside this."""

    text: str
    based_on: int = 0
    written_at: datetime | None = None
    is_merged: bool = False


@atomic
def save_note(*, by: User, lesson: Lesson, writing: Writing) -> LessonNote:
    """Save a note. Sent twice is once; what was written elsewhere meanwhile stays beside it, the later one first.

    Raises Invalid for a text that is too long, and where too much stands beside it already.
    """
    text = clean_text("text", writing.text, NOTE_LENGTH)
    row, now = _locked(by, lesson), clock.now()
    at, other = min(writing.written_at or now, now), row.other_text
    if writing.based_on < row.revision:
        is_later = row.written_at is None or at >= row.written_at
        text, earlier = (text, row.text) if is_later else (row.text, text)
        other = _both(other, earlier) if earlier not in text else other
        if len(other) > MOST_OTHER:
            raise Invalid(errors={"text": [UNREAD]})
    elif writing.is_merged:
        other = ""
    if (text, other) != (row.text, row.other_text):
        row.text, row.other_text, row.revision = text, other, row.revision + 1
        row.written_at = max(at, row.written_at or at)
        row.save()
    return row


def _both(first: str, second: str) -> str:
    """Two texts below each other; one that the other holds is not repeated."""
    if first in second or second in first:
        return max(first, second, key=len)
    return f"{first}\n\n{second}"


@atomic
def bookmark_lesson(*, by: User, lesson: Lesson, is_on: bool) -> LessonNote:
    """Mark a lesson to find it again, or take the mark away. Repeated it changes nothing."""
    row = _locked(by, lesson)
    row.bookmarked_at = (row.bookmarked_at or clock.now()) if is_on else None
    row.save(update_fields=["bookmarked_at"])
    return row


def _locked(user: User, lesson: Lesson) -> LessonNote:
    place = {"user": user, "course_id": lesson.version.course_id, "lesson": lesson.slug}
    LessonNote.objects.bulk_create([LessonNote(**place)], ignore_conflicts=True)
    return LessonNote.objects.select_for_update(no_key=True).get(**place)
