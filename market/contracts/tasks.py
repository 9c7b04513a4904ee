"""The clocks of the workroom."""

from datetime import datetime

from django.db.models import Min

from market.contracts.actions import lapse_refund_request
from market.contracts.models import Milestone
from market.core import clock


def _next_refund_answer() -> datetime | None:
    asked = Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED)
    due: datetime | None = asked.aggregate(due=Min("refund_due_at"))["due"]
    return due


@clock.clock(next_due=_next_refund_answer)
def lapse_refund_requests() -> None:
    """Silence on a refund request: the milestone is back where it was."""
    due = Milestone.objects.filter(state=Milestone.State.REFUND_REQUESTED, refund_due_at__lte=clock.now())
    clock.work_off(due.values_list("pk", flat=True), lambda pk: lapse_refund_request(milestone_id=pk))
