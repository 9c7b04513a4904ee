"""Trainers say what is to be done for a class, and until when. The trainees of the batch are told."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.training.classes.adding_actions import (
    TEXT_LENGTH,
    clean_text,
    lock_added,
    lock_taught,
    new,
    note,
    remove_added,
    save_changed,
)
from market.training.classes.news_actions import tell_news
from market.training.models import ClassSession, ClassTask

FARTHEST = timedelta(days=365)
NO_TEXT = _("Write what is to be done.")


@atomic
def add_class_task(*, by: User, session_id: int, text: str, due_at: datetime | None = None) -> ClassTask:
    """Add a task to a class. Raises NotFound, NotAllowed to others than officers and its trainers, Invalid."""
    session = lock_taught(by, session_id)
    task = new(ClassTask, session, by)
    _fill(task, text, due_at)
    task.save()
    note(task, "added", by)
    tell_news(session, by=by)
    return task


@atomic
def change_class_task(*, by: User, task_id: int, text: str, due_at: datetime | None = None) -> ClassTask:
    """Change a task. Raises NotFound, NotAllowed to others than officers and its trainers, Invalid."""
    task = lock_added(ClassTask, by, task_id)
    _fill(task, text, due_at)
    save_changed(task, by)
    return task


@atomic
def remove_class_task(*, by: User, task_id: int) -> ClassSession:
    """Delete a task that the user has added; returns its class. Raises NotFound, NotAllowed, NotYours, BuiltOn."""
    return remove_added(ClassTask, by, task_id)


def _fill(task: ClassTask, text: str, due_at: datetime | None) -> None:
    task.text = clean_text("text", text, TEXT_LENGTH, missing=NO_TEXT)
    now = clock.now()
    if due_at is not None and due_at != task.due_at and not now < due_at < now + FARTHEST:
        raise Invalid(errors={"due_at": [_("Choose a time from now on, within a year.")]})
    task.due_at = due_at
