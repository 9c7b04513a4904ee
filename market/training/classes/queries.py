"""The calendar of a batch as its page shows it."""

from typing import Any

from market.core.base import clock
from market.training.classes.people import trainers_of
from market.training.models import Batch
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
