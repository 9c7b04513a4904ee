"""By when a place is answered, and until when free seats are offered."""

from datetime import datetime, timedelta

from django.conf import settings

from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.training.models import Batch, ClassSession
from market.training.plans.calendar import day_start

REMIND_BEFORE = (timedelta(days=3), timedelta(days=1))
LEAST = timedelta(days=1)  # that an offer is open


def answer_due_at(now: datetime) -> datetime:
    """By when a place that is offered now is answered."""
    return now + timedelta(days=settings.LIFECYCLE.place_answer_days)


def reminder_at(due: datetime, *, after: datetime) -> datetime | None:
    """When the applicant is reminded next of a place that is to be answered by `due`."""
    return next_reminder(due, REMIND_BEFORE, after=after)


def offers_until(batch: Batch) -> datetime:
    """Until when seats that become free are offered to the waiting list: the start of one of the first live classes."""
    starts = batch.sessions.planned().filter(kind=ClassSession.Kind.LIVE).order_by("starts_at")
    last = starts.values_list("starts_at", flat=True)[: settings.LIFECYCLE.place_live_classes]
    return max(last, default=day_start(batch.started_on))


def is_too_late(batch: Batch) -> bool:
    """Whether a seat of the batch is offered to nobody any more: there is no time left to answer."""
    return clock.now() + LEAST > offers_until(batch)


def is_at_end(batch: Batch) -> bool:
    """Whether the last day of the batch has come, or is over: before it nobody has completed the course."""
    return clock.local(clock.now()).date() >= batch.ended_on


def is_over(batch: Batch) -> bool:
    """Whether the batch has ended: from then on nobody comes or returns."""
    return clock.local(clock.now()).date() > batch.ended_on
