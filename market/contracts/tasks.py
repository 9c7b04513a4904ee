"""The clocks of the workroom."""

from django.db.models import QuerySet

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import lapse_proposal
from market.contracts.workroom.actions import lapse_refund_request, tell_of_deadline
from market.core.base import clock


def _asked() -> QuerySet[Milestone]:
    return Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, frozen_at=None)


def _open() -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=Proposal.State.OPEN)


def _under_way() -> QuerySet[Milestone]:
    return Milestone.objects.filter(state=Milestone.State.FUNDED)


@clock.deadline(next_due=clock.NextDue(_asked, "refund_due_at"))
def lapse_refund_requests() -> None:
    """Silence on a refund request: the milestone is back where it was."""
    due = _asked().filter(refund_due_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: lapse_refund_request(milestone_id=pk))


@clock.deadline(next_due=clock.NextDue(_open, "due_at"))
def lapse_proposals() -> None:
    """What one side asked and the other did not answer: all stays as it is."""
    due = _open().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: lapse_proposal(proposal_id=pk))


@clock.deadline(next_due=clock.NextDue(_under_way, "work_notice_at"))
def tell_of_deadlines() -> None:
    """Work that is due soon, or late: both are told."""
    due = _under_way().filter(work_notice_at__lte=clock.now())
    clock.process_due(due.order_by("work_notice_at", "pk").values_list("pk", flat=True), _tell)


def _tell(pk: int) -> None:
    tell_of_deadline(milestone_id=pk)
