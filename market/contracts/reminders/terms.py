"""How long before each deadline of a milestone somebody is reminded, twice."""

from datetime import datetime, timedelta

from django.conf import settings

from market.contracts.models import Milestone
from market.core.base.reminders import next_reminder

FUNDING = (timedelta(days=3), timedelta(days=1))
ORDER = (timedelta(hours=12), timedelta(hours=3))  # an order of a service waits for a day only
REFUND = (timedelta(days=3), timedelta(days=1))
IDLE_AGAIN = timedelta(days=3)  # the first reminder comes after `idle_notice_days`
LAST_DAY = (timedelta(days=10), timedelta(days=3))


def funding_reminder_at(milestone: Milestone, *, after: datetime) -> datetime | None:
    """When the client is reminded next to fund it; `after` is when the wait begins, or now."""
    before = ORDER if milestone.contract.is_unpaid_order else FUNDING
    return next_reminder(milestone.funding_due_at, before, after=after)


def review_notice_at(due: datetime | None, after: datetime) -> datetime | None:
    """When the client is reminded next of a review that ends at `due`."""
    numbers = settings.LIFECYCLE
    before = (numbers.review_warning_days, numbers.review_last_warning_days)
    return next_reminder(due, [timedelta(days=days) for days in before], after=after)


def cancel_reminder_at(due: datetime, *, after: datetime) -> datetime | None:
    """When the freelancer is reminded next of a notice to cancel that ends at `due`."""
    first = timedelta(days=settings.LIFECYCLE.cancel_warning_days)
    return next_reminder(due, (first, first / 2), after=after)


def idle_notice_at(milestone: Milestone, *, after: datetime) -> datetime | None:
    """When both sides are reminded again that held money goes back without a delivery."""
    return next_reminder(milestone.idle_refund_at, [IDLE_AGAIN], after=after)
