"""Disputes in which a freelancer is to answer wait where there is an outage.

Locks: contract, milestone, dispute.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from market.contracts.models import Contract, Milestone
from market.disputes.claims.freezing_actions import extend_deadlines
from market.disputes.models import Dispute
from market.training.district_outages.moving_actions import waits_in_outages

FREELANCER = "milestone__contract__freelancer"


def _waiting() -> QuerySet[Dispute]:
    """Those in which the parties talk, or may appeal; but not one that only the client is to answer."""
    appealable = Q(state=Dispute.State.RULING, ruled_at__isnull=False, is_small=False)
    rows = Dispute.objects.open().filter(Q(state__in=Dispute.TALKING) | appealable, milestone__frozen_at=None)
    return rows.exclude(Q(state=Dispute.State.OPENED, opened_by=F(FREELANCER)))


def _take(pk: int) -> Dispute | None:
    Contract.objects.select_for_update(no_key=True).filter(milestones__disputes=pk).first()
    Milestone.objects.select_for_update(of=("self",), no_key=True).filter(disputes=pk).first()
    rows = _waiting().select_related(FREELANCER).select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=pk).first()


def _last_day(dispute: Dispute) -> datetime | None:
    return dispute.milestone.last_day_at


@waits_in_outages(
    "dispute.due_at", _waiting, "due_at", person=FREELANCER, take=_take, latest=_last_day, since="opened_at"
)
def move_dispute(dispute: Dispute, due: datetime, by: timedelta) -> None:
    """The step, what is offered in it, and the next reminder; the last day of holding stays."""
    extend_deadlines(dispute.milestone, by)
