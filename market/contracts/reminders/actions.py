"""Reminders of deadlines that end a wait for one side. Each does nothing before its time, and is sent once."""

from market.contracts.models import Milestone
from market.contracts.reminders import events, terms
from market.contracts.workroom.actions import locked_milestone
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.reminders import next_reminder

State = Milestone.State


@atomic
def remind_of_funding(*, milestone_id: int) -> None:
    """Remind the client of a milestone that lapses soon if nobody funds it."""
    milestone = locked_milestone(milestone_id)
    reminder, due, now = milestone.funding_reminder_at, milestone.funding_due_at, clock.now()
    if milestone.state != State.AWAITING_FUNDING or reminder is None or reminder > now:
        return
    milestone.funding_reminder_at = terms.funding_reminder_at(milestone, after=now)
    milestone.save(update_fields=["funding_reminder_at"])
    if due is not None and due > now:
        event = events.MilestoneFundingDue(due=due, amount=milestone.amount)
        emit(event, on=milestone, by=None, to=[milestone.contract.client])


@atomic
def remind_of_review(*, milestone_id: int) -> None:
    """Remind the client of a delivery that silence approves soon."""
    milestone = locked_milestone(milestone_id)
    notice, due, now = milestone.review_notice_at, milestone.review_due_at, clock.now()
    if notice is None or due is None or notice > now or due <= now or milestone.is_frozen:
        return
    milestone.review_notice_at = terms.review_notice_at(due, now)
    milestone.save(update_fields=["review_notice_at"])
    event = events.MilestoneReviewDue(due=due, amount=milestone.held)
    emit(event, on=milestone, by=None, to=[milestone.contract.client])


@atomic
def remind_of_refund_request(*, milestone_id: int) -> None:
    """Remind the freelancer of a refund request that counts as refused soon."""
    milestone = locked_milestone(milestone_id)
    reminder, due, now = milestone.refund_reminder_at, milestone.refund_due_at, clock.now()
    if milestone.state != State.REFUND_REQUESTED or reminder is None or reminder > now or milestone.is_frozen:
        return
    milestone.refund_reminder_at = next_reminder(due, terms.REFUND, after=now)
    milestone.save(update_fields=["refund_reminder_at"])
    if due is not None and due > now:
        event = events.MilestoneRefundRequestDue(due=due, amount=milestone.held)
        emit(event, on=milestone, by=None, to=[milestone.contract.freelancer])
