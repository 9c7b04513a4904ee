"""The clocks of the workroom."""

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import lapse_proposal
from market.contracts.workroom.actions import lapse_refund_request, tell_of_deadline
from market.core.base.row_deadlines import row_deadline


@row_deadline(lambda: Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, frozen_at=None), "refund_due_at")
def lapse_refund_requests(milestone_id: int) -> None:
    """Silence on a refund request: the milestone is back where it was."""
    lapse_refund_request(milestone_id=milestone_id)


@row_deadline(lambda: Proposal.objects.filter(state=Proposal.State.OPEN), "due_at")
def lapse_proposals(proposal_id: int) -> None:
    """What one side asked and the other did not answer: all stays as it is."""
    lapse_proposal(proposal_id=proposal_id)


@row_deadline(lambda: Milestone.objects.filter(state=Milestone.State.FUNDED), "work_notice_at")
def tell_of_deadlines(milestone_id: int) -> None:
    """Work that is due soon, or late: both are told."""
    tell_of_deadline(milestone_id=milestone_id)
