"""The calendar of a batch, and what was added to a class, as their pages show them."""

from typing import Any

from market.accounts.models import User
from market.core.base import clock
from market.training.classes.adding_actions import teaches
from market.training.classes.people import trainers_of
from market.training.models import Batch, ClassSession
from market.training.plans.stages import stage_of


def calendar_of(batch: Batch) -> dict[str, Any]:
    """Its trainers, its classes (to come, and before, the last one first), the next one, and where it stands."""
    now = clock.now()
    sessions = list(batch.sessions.select_related("trainer", "venue").order_by("starts_at", "pk"))
    to_come = [each for each in sessions if each.ends_at >= now]
    return {
        "now": now,
        "teachers": trainers_of(batch),
        "to_come": to_come,
        "past": [each for each in reversed(sessions) if each.ends_at < now],
        "next_class": next((each for each in to_come if not each.is_cancelled), None),
        "stage": stage_of(batch, sessions, now).label,
    }


def additions_of(session: ClassSession, user: User) -> dict[str, Any]:
    """The material, tasks, questions (open ones first for who teaches) and recordings of a class."""
    may_add, people = teaches(user, session), ("added_by", "changed_by")
    questions = list(session.questions.select_related("asked_by", "answered_by"))
    return {
        "may_add": may_add,
        "materials": session.materials.select_related(*people).prefetch_related("files"),
        "tasks": session.tasks.select_related(*people),
        "questions": sorted(questions, key=lambda each: not each.is_open) if may_add else questions,
        "recordings": session.recordings.select_related(*people, "file"),
    }
