"""Deadline tasks of the workroom."""

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import lapse_proposal
from market.contracts.workroom.actions import lapse_refund_request, notify_of_deadline, remind_of_review
from market.core.base.row_deadlines import row_deadline


@row_deadline(lambda: Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, frozen_at=None), "refund_due_at")
def lapse_refund_requests(milestone_id: int) -> None:
    """Refuse refund requests that were not answered in time."""
    lapse_refund_request(milestone_id=milestone_id)


@row_deadline(lambda: Proposal.objects.filter(state=Proposal.State.OPEN), "due_at")
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
    remind_of_review(milestone_id=milestone_id)
