"""Tasks of the parties of a contract: milestones, and proposals to answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.naming import work_named
from market.contracts.workroom.progress import can_give_cancel_notice, late_since, next_deadline, whose_turn
from market.core.base import clock
from market.core.base.home_tasks import CLIENT, FREELANCER, ME, MOST, Home, Task, register_facts, task_source
from market.core.base.prepared import prepared

State = Milestone.State
PARTIES = ("contract__client", "contract__freelancer")
register_facts(
    hired=Contract.objects.filter(freelancer=ME),
    hires=Contract.objects.filter(client=ME),
    funded=Milestone.objects.filter(contract__client=ME, funded_at__isnull=False),
)
MILESTONES: dict[str, tuple[str, str | Promise, str]] = {
    State.AWAITING_FUNDING: ("fund", _("Fund the milestone"), "money"),
    State.SUBMITTED: ("approve", _("Review the work and approve it"), "eye"),
    State.FUNDED: ("deliver", _("Deliver the work"), "upload"),
    State.CHANGES_REQUESTED: ("deliver_again", _("Make the changes and deliver again"), "refresh"),
    State.REFUND_REQUESTED: ("answer_refund", _("Answer the refund request"), "warning"),
}
LATE = ("late_work", _("The work is late: wait, or give notice to cancel"), "warning")
UNDER_NOTICE = ("deliver", _("Deliver the work before the notice to cancel ends"), "warning")
BY_CLIENT = (State.AWAITING_FUNDING, State.SUBMITTED)
BY_FREELANCER = (State.FUNDED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)


@task_source(order=10, facts=("hired", "hires"))
def milestone_tasks(home: Home) -> list[Task]:
    """Milestones of active contracts whose next step is the user's."""
    return [_milestone_task(row, home.user) for row in _milestones(home.user, clock.now())]


def _milestone_task(row: Milestone, user: User) -> Task:
    side = _side(row.contract, user)
    kind, text, mark = _words(row, side)
    deadline = next_deadline(row)
    about = work_named(row, user)
    late = late_since(row)
    until = late or (deadline.at if deadline else None)
    return Task(kind, side, text, about, row.get_absolute_url(), until, row.amount, mark, is_late=late is not None)


def _words(row: Milestone, side: str) -> tuple[str, str | Promise, str]:
    if row.state == State.FUNDED and side == CLIENT:
        return LATE
    return UNDER_NOTICE if row.cancel_at else MILESTONES[row.state]


def _side(contract: Contract, user: User) -> str:
    return CLIENT if contract.client_id == user.pk else FREELANCER


@prepared
def _milestones(user: User, now: datetime) -> QuerySet[Milestone]:
    as_freelancer = Q(contract__freelancer=user, state__in=BY_FREELANCER)
    late = Q(state=State.FUNDED, work_due_at__lte=now, cancel_at=None, frozen_at=None)
    as_client = Q(contract__client=user) & (Q(state__in=BY_CLIENT) | late)
    due = Case(
        When(state=State.AWAITING_FUNDING, then=F("funding_due_at")),
        When(state=State.FUNDED, then=Coalesce(F("cancel_at"), F("work_due_at"))),
        When(state=State.SUBMITTED, then=F("review_due_at")),
        When(state=State.CHANGES_REQUESTED, then=Coalesce(F("changes_due_at"), F("last_day_at"))),
        When(state=State.REFUND_REQUESTED, then=F("refund_due_at")),
    )
    rows = Milestone.objects.visible_to(user).filter(as_freelancer | as_client, contract__state=Contract.State.ACTIVE)
    rows = rows.exclude(state=State.AWAITING_FUNDING, funding_due_at=None).select_related(*PARTIES)
    return rows.annotate(due=due).order_by(F("due").asc(nulls_last=True), "pk")[: MOST + 1]


PROPOSALS: dict[str, tuple[str, str | Promise, str]] = {
    Proposal.Kind.CHANGE: ("answer_change", _("Answer the change of the contract"), "edit"),
    Proposal.Kind.EXTENSION: ("answer_extension", _("Answer: she asks for more time"), "calendar"),
    Proposal.Kind.REVISION: ("answer_revision", _("Answer: one more round of changes?"), "refresh"),
    Proposal.Kind.END: ("answer_end", _("Answer: end the contract early?"), "warning"),
}


@task_source(order=10, facts=("hired", "hires"))
def proposal_tasks(home: Home) -> list[Task]:
    """Proposals of the other side of a contract to answer."""
    return [_proposal_task(row, home.user) for row in _proposals(home.user)]


def _proposal_task(row: Proposal, user: User) -> Task:
    kind, text, mark = PROPOSALS[row.kind]
    url = row.get_absolute_url()
    about = work_named(row.contract, user)
    return Task(kind, _side(row.contract, user), text, about, url, row.due_at, None, mark)


@prepared
def _proposals(user: User) -> QuerySet[Proposal]:
    rows = Proposal.objects.visible_to(user).open().exclude(by=user).select_related(*PARTIES)
    return rows.order_by("due_at")[: MOST + 1]


def next_task(contract: Contract, proposals: Iterable[Proposal], user: User) -> Task | None:
    """The user's next step in an active contract: to answer one of the open `proposals`, else with a milestone."""
    if contract.state != Contract.State.ACTIVE:
        return None
    for proposal in proposals:
        if proposal.by_id != user.pk:
            return _proposal_task(proposal, user)
    for milestone in contract.milestones.all():
        side = _side(contract, user)
        if whose_turn(milestone) == side or (side == CLIENT and can_give_cancel_notice(milestone)):
            return _milestone_task(milestone, user)
    return None
