"""Reads of the site's own pages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.contracts.progress import next_deadline, whose_turn
from market.contracts.queries import contracts_of
from market.core.money import Money
from market.jobs.models import Invitation, Job
from market.payments.queries import balances_of, spending_of
from market.profiles.models import Profile
from market.search.lists import listing
from market.search.queries import JobQuery, TalentQuery
from market.search.vocabulary import vocabulary
from market.training.models import Certificate

State = Milestone.State
SHOWN = 6
SKILLS = 8
LATER = datetime.max.replace(tzinfo=UTC)  # what has no clock comes after what has one


def first_page() -> dict[str, Any]:
    """Figures, topics with how many offer them, skills asked for, new graduates and new jobs: few statements."""
    people = listing(TalentQuery(ordering="newest"), limit=SHOWN)
    jobs = listing(JobQuery(ordering="newest"), limit=SHOWN)
    known, offered = vocabulary(), people.found.facets
    topics = [(topic, offered.get("topic", {}).get(topic.id, 0)) for topic in known.of("topic").values()]
    asked = sorted(jobs.found.facets.get("skill", {}).items(), key=lambda pair: -pair[1])
    skills = known.by_id("skill")
    return {
        "topics": topics,
        "skills": [skills[pk] for pk, _count in asked if pk in skills][:SKILLS],
        "people": people.rows,
        "openings": jobs.rows,
        "graduates": people.found.count,
        "open_jobs": jobs.found.count,
        "districts": len(offered.get("district", {})),
    }


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for her: what to do, about what, by when, where."""

    text: str | Promise
    about: str
    url: str
    due: datetime | None = None
    amount: Money | None = None
    mark: str = "clock"


AS_CLIENT = {
    State.AWAITING_FUNDING: (_("Fund the milestone"), "money"),
    State.SUBMITTED: (_("Look at the work and approve it"), "eye"),
}
AS_FREELANCER = {
    State.FUNDED: (_("Deliver the work"), "upload"),
    State.CHANGES_REQUESTED: (_("Make the changes and deliver again"), "refresh"),
    State.REFUND_REQUESTED: (_("Answer the refund request"), "warning"),
}


def work_of(user: User) -> dict[str, Any]:
    """What waits for her, soonest first; her running contracts, open bids and jobs; the steps to begin with."""
    contracts = list(contracts_of(user).filter(state=Contract.State.ACTIVE)[:50])
    bids = Bid.objects.filter(freelancer=user).open().select_related("job").prefetch_related("terms")
    jobs = Job.objects.filter(client=user, state__in=[Job.State.OPEN, Job.State.DRAFT])
    fresh = Count("bids", filter=Q(bids__state=Bid.State.SUBMITTED))
    jobs = jobs.annotate(new_bids=fresh).order_by("state", "-published_at")
    profile = Profile.objects.filter(user=user).first()
    tasks = [*_milestone_tasks(contracts, user), *_bid_tasks(user, jobs)]
    return {
        "tasks": sorted(tasks, key=lambda task: task.due or LATER),
        "contracts": contracts,
        "earned": balances_of(user) if profile else [],
        "spent": spending_of(user),
        "invitations": _open_invitations(user),
        "bids": bids.order_by("-submitted_at")[:SHOWN],
        "own_jobs": jobs[:SHOWN],
        "has_begun": Bid.objects.filter(freelancer=user).exists() or Job.objects.filter(client=user).exists(),
        "certificate": Certificate.objects.filter(holder=user).first(),
        "profile": profile,
    }


def _open_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations to open jobs that she has not bid on, newest first."""
    mine = Invitation.objects.filter(freelancer=user, job__state=Job.State.OPEN)
    bid_on = Bid.objects.filter(freelancer=user, job=OuterRef("job"))
    return mine.exclude(Exists(bid_on)).select_related("job", "job__client").order_by("-created_at")[:SHOWN]


def _milestone_tasks(contracts: list[Contract], user: User) -> list[Task]:
    found = []
    for contract in contracts:
        role = "client" if contract.client_id == user.pk else "freelancer"
        for milestone in contract.milestones.all():
            milestone.contract = contract
            if whose_turn(milestone) == role:
                words = AS_CLIENT if role == "client" else AS_FREELANCER
                due = next_deadline(milestone)
                text, mark = words[State(milestone.state)]
                until = due.at if due else None
                found.append(Task(text, milestone.title, milestone.get_absolute_url(), until, milestone.amount, mark))
    return found


def _bid_tasks(user: User, jobs: Any) -> list[Task]:
    """New bids on her jobs, and terms that the other side proposed last."""
    found = [
        Task(_("Look at the new bids"), job.title, job.get_absolute_url(), mark="people")
        for job in jobs
        if job.new_bids
    ]
    mine = Bid.objects.visible_to(user).open().select_related("job", "freelancer").prefetch_related("terms")
    for bid in mine:
        latest = bid.latest
        if latest.number > 1 and latest.by_id != user.pk:
            found.append(
                Task(_("Answer the changed terms"), bid.job.title, bid.get_absolute_url(), None, latest.amount, "edit")
            )
    return found
