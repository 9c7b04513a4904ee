"""Trainers add recordings of classes that were held. The trainees of the batch are told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.text.formats import MEGABYTE
from market.files.access import attachable
from market.training.classes.adding_actions import (
    TITLE_LENGTH,
    clean_text,
    lock_added,
    lock_taught,
    new,
    note,
    remove_added,
    save_changed,
)
from market.training.classes.news_actions import tell_news
from market.training.models import ClassSession, Recording
from market.training.rooms.hosts import require_allowed

MOST_MINUTES, MOST_MEGABYTES = 600, 20_000
NO_TITLE = _("Write in a few words what is recorded.")


class NotHeldYet(DomainError):
    """The class is still to come, cancelled, or did not take place."""

    help = "programme#classes"
    code = "class_not_held"
    sentence = _("This class has not begun, is cancelled or did not take place, so there is nothing to show of it.")


@dataclass(frozen=True, slots=True)
class RecordingDetails:
    """A recording as it was typed: of a link, its `size` in bytes is said; that of a file is known."""

    title: str
    minutes: int
    link: str = ""
    size: int | None = None


@atomic
def add_recording(
    *, by: User, session_id: int, details: RecordingDetails, file_ids: Iterable[object] = ()
) -> Recording:
    """Add a recording: one file, or a link to an allowed host.

    Raises NotFound, NotAllowed to others than officers and its trainers, NotHeldYet, Invalid at each field.
    """
    session = lock_taught(by, session_id)
    if not session.is_planned or session.starts_at > clock.now():
        raise NotHeldYet
    recording, files = new(Recording, session, by), attachable(by, file_ids)
    if len(files) + bool(details.link.strip()) != 1:
        raise Invalid(errors={"link": [_("Give either one file or a link.")]})
    recording.file = files[0] if files else None
    _fill(recording, details)
    recording.save()
    note(recording, "added", by)
    tell_news(session, by=by)
    return recording


@atomic
def change_recording(*, by: User, recording_id: int, details: RecordingDetails) -> Recording:
    """Change what is said of a recording, and the link; a file stays the same.

    Raises NotFound, NotAllowed to others than officers and its trainers, Invalid at each field.
    """
    recording = lock_added(Recording, by, recording_id)
    if bool(recording.file_id) == bool(details.link.strip()):
        raise Invalid(errors={"link": [_("Give either one file or a link.")]})
    _fill(recording, details)
    save_changed(recording, by)
    return recording


@atomic
def remove_recording(*, by: User, recording_id: int) -> ClassSession:
    """Delete a recording that the user has added; returns its class. Raises NotFound, NotAllowed, NotYours, BuiltOn."""
    return remove_added(Recording, by, recording_id)


def _fill(recording: Recording, details: RecordingDetails) -> None:
    recording.title = clean_text("title", details.title, TITLE_LENGTH, missing=NO_TITLE)
    if not 1 <= details.minutes <= MOST_MINUTES:
        text = _("Choose a number from %(least)s to %(most)s.")
        raise Invalid(errors={"minutes": [text % {"least": 1, "most": MOST_MINUTES}]})
    recording.minutes = details.minutes
    if recording.file is not None:
        if not recording.file.size:
            raise Invalid(errors={"link": [_("This file is empty.")]})
        recording.size = recording.file.size
        return
    link = details.link.strip()
    if link != recording.link:
        require_allowed(link, "link")
    if details.size is None or not 1 <= details.size <= MOST_MEGABYTES * MEGABYTE:
        raise Invalid(errors={"size": [_("Say how large it is: trainees pay for the data.")]})
    recording.link, recording.size = link, details.size
