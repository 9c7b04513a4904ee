"""The last day of holding: nothing stays held beyond it."""

from market.contracts.models import Milestone
from market.contracts.workroom.actions import locked_milestone
from market.core.base import clock
from market.core.base.db import atomic
from market.payments.models import Refund, Release
from market.payments.refunds.actions import refund_held
from market.payments.releases.actions import release_held

State = Milestone.State


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
