"""The last day of holding: nothing stays held beyond it."""

from market.contracts.models import Milestone
from market.contracts.reminders.terms import LAST_DAY
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.reminders import next_reminder
from market.payments.models import Refund, Release
from market.payments.refunds.actions import refund_held
from market.payments.refunds.events import MilestoneLastDayNear
from market.payments.releases.actions import release_held

State = Milestone.State


@atomic
def warn_of_last_day(*, milestone_id: int) -> None:
    """Warn both sides, twice, that money cannot be held much longer. What goes back sooner, since nothing was
    delivered, has a warning of its own. Does nothing before its time."""
    milestone = locked_milestone(milestone_id)
    reminder, due, now = milestone.last_day_reminder_at, milestone.last_day_at, clock.now()
    if (
        reminder is None
        or due is None
        or reminder > now
        or milestone.state not in Milestone.HOLDING
        or milestone.is_frozen
    ):
        return
    milestone.last_day_reminder_at = next_reminder(due, LAST_DAY, after=now)
    milestone.save(update_fields=["last_day_reminder_at"])
    goes_back_before = milestone.state == State.FUNDED and milestone.idle_refund_at is not None
    if due > now and not goes_back_before:
        emit_in_contract(MilestoneLastDayNear(due=due, amount=milestone.held), on=milestone, by=None)


@atomic
def end_on_last_day(*, milestone_id: int) -> None:
    """Release the money of delivered work that was not answered, else refund it. Does nothing before the deadline."""
    milestone = locked_milestone(milestone_id)
    due = milestone.last_day_at
    if due is None or due > clock.now() or milestone.state not in Milestone.HOLDING or milestone.is_frozen:
        return
    if State.SUBMITTED in (milestone.state, milestone.state_before_refund):
        release_held(milestone, Release.Reason.LAST_DAY, by=None, at=due)
    else:
        refund_held(milestone, Refund.Reason.LAST_DAY, by=None)
