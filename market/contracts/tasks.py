"""Deadline tasks of the workroom."""

from django.db.models import QuerySet

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import lapse_proposal
from market.contracts.workroom.actions import lapse_refund_request, notify_of_deadline
from market.core.base import clock


def _refund_requests() -> QuerySet[Milestone]:
    return Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, frozen_at=None)


def _open_proposals() -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=Proposal.State.OPEN)


def _funded_milestones() -> QuerySet[Milestone]:
    return Milestone.objects.filter(state=Milestone.State.FUNDED)


@clock.deadline(next_due=clock.NextDue(_refund_requests, "refund_due_at"))
def lapse_refund_requests() -> None:
    """Refuse refund requests that were not answered in time."""
    due = _refund_requests().filter(refund_due_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: lapse_refund_request(milestone_id=pk))


@clock.deadline(next_due=clock.NextDue(_open_proposals, "due_at"))
def lapse_proposals() -> None:
    """Lapse proposals that were not answered in time."""
    due = _open_proposals().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: lapse_proposal(proposal_id=pk))


@clock.deadline(next_due=clock.NextDue(_funded_milestones, "work_notice_at"))
def tell_of_deadlines() -> None:
    """Notify both parties of work that is due soon, or late."""
    due = _funded_milestones().filter(work_notice_at__lte=clock.now())
    clock.process_due(due.order_by("work_notice_at", "pk").values_list("pk", flat=True), _notify_of_deadline)


def _notify_of_deadline(pk: int) -> None:
    notify_of_deadline(milestone_id=pk)
