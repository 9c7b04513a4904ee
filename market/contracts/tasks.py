"""Deadline tasks of the workroom."""

from django.db.models import QuerySet

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import lapse_proposal, remind_of_proposal
from market.contracts.reminders import actions as reminders_actions
from market.contracts.workroom.actions import lapse_refund_request, notify_of_deadline
from market.core.base.row_deadlines import row_deadline


@row_deadline(lambda: Milestone.objects.filter(state=Milestone.State.AWAITING_FUNDING), "funding_reminder_at")
def remind_of_fundings(milestone_id: int) -> None:
    """Remind clients of milestones that lapse soon if nobody funds them."""
    reminders_actions.remind_of_funding(milestone_id=milestone_id)


def _refund_requested() -> "QuerySet[Milestone]":
    return Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, frozen_at=None)


@row_deadline(_refund_requested, "refund_reminder_at")
def remind_of_refund_requests(milestone_id: int) -> None:
    """Remind freelancers of refund requests that count as refused soon."""
    reminders_actions.remind_of_refund_request(milestone_id=milestone_id)


@row_deadline(_refund_requested, "refund_due_at")
def lapse_refund_requests(milestone_id: int) -> None:
    """Refuse refund requests that were not answered in time."""
    lapse_refund_request(milestone_id=milestone_id)


def _open_proposals() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(state=Proposal.State.OPEN)


@row_deadline(_open_proposals, "remind_at")
def remind_of_contract_proposals(proposal_id: int) -> None:
    """Remind the other side of proposals that lapse soon."""
    remind_of_proposal(proposal_id=proposal_id)


@row_deadline(_open_proposals, "due_at")
def lapse_proposals(proposal_id: int) -> None:
    """Lapse proposals that were not answered in time."""
    lapse_proposal(proposal_id=proposal_id)


@row_deadline(lambda: Milestone.objects.filter(state__in=Milestone.DUE, frozen_at=None), "work_notice_at")
def tell_of_deadlines(milestone_id: int) -> None:
    """Notify both parties of work that is due soon, or late."""
    notify_of_deadline(milestone_id=milestone_id)


@row_deadline(lambda: Milestone.objects.filter(state=Milestone.State.SUBMITTED, frozen_at=None), "review_notice_at")
def remind_of_reviews(milestone_id: int) -> None:
    """Remind clients of deliveries that silence approves soon."""
    reminders_actions.remind_of_review(milestone_id=milestone_id)
