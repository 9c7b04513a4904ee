"""Reads of the site's own pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.contracts.progress import next_deadline, whose_turn
from market.contracts.queries import contracts_of
from market.core.money import Money
from market.jobs.models import Job
from market.profiles.models import Profile
from market.training.models import Certificate, District, Topic

State = Milestone.State
SHOWN = 6


def first_page() -> dict[str, Any]:
    """Figures, topics with how many offer them, new graduates and new jobs."""
    public = Profile.objects.public()
    counts = dict(public.values_list("topic").annotate(count=Count("pk")))
    topics = [(topic, counts.get(topic.pk, 0)) for topic in Topic.objects.all()]
    people = public.select_related("user", "topic", "district", "certificate").prefetch_related("skills")
    jobs = Job.objects.public().select_related("topic", "client").order_by("-published_at")
    return {
        "topics": topics,
        "people": people.order_by("-jobs_done", "-published_at", "pk")[:SHOWN],
        "jobs": jobs[:SHOWN],
        "graduates": sum(counts.values()),
        "open_jobs": Job.objects.public().count(),
        "districts": District.objects.count(),
    }


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for her: what to do, about what, by when, where."""

    text: str | Promise
    about: str
    url: str
    due: datetime | None = None
    amount: Money | None = None


AS_CLIENT = {
    State.AWAITING_FUNDING: _("Fund the milestone"),
    State.SUBMITTED: _("Look at the work and approve it"),
}
AS_FREELANCER = {
    State.FUNDED: _("Deliver the work"),
    State.CHANGES_REQUESTED: _("Make the changes and deliver again"),
    State.REFUND_REQUESTED: _("Answer the refund request"),
}


def work_of(user: User) -> dict[str, Any]:
    """What waits for her, soonest first; her running contracts, open bids and jobs; the steps to begin with."""
    contracts = list(contracts_of(user).filter(state=Contract.State.ACTIVE)[:50])
    bids = Bid.objects.filter(freelancer=user).open().select_related("job").prefetch_related("terms")
    jobs = Job.objects.filter(client=user, state__in=[Job.State.OPEN, Job.State.DRAFT])
    fresh = Count("bids", filter=Q(bids__state=Bid.State.SUBMITTED))
    jobs = jobs.annotate(new_bids=fresh).order_by("state", "-published_at")
    tasks = [*_milestone_tasks(contracts, user), *_bid_tasks(user, jobs)]
    return {
        "tasks": sorted(tasks, key=lambda task: (task.due is None, task.due)),
        "contracts": contracts,
        "bids": bids.order_by("-submitted_at")[:SHOWN],
        "jobs": jobs[:SHOWN],
        "certificate": Certificate.objects.filter(holder=user).first(),
        "profile": Profile.objects.filter(user=user).first(),
    }


def _milestone_tasks(contracts: list[Contract], user: User) -> list[Task]:
    found = []
    for contract in contracts:
        role = "client" if contract.client_id == user.pk else "freelancer"
        for milestone in contract.milestones.all():
            milestone.contract = contract
            if whose_turn(milestone) == role:
                words = AS_CLIENT if role == "client" else AS_FREELANCER
                due = next_deadline(milestone)
                text = words[State(milestone.state)]
                found.append(
                    Task(text, milestone.title, milestone.get_absolute_url(), due.at if due else None, milestone.amount)
                )
    return found


def _bid_tasks(user: User, jobs: Any) -> list[Task]:
    """New bids on her jobs, and terms that the other side proposed last."""
    found = [Task(_("Look at the new bids"), job.title, job.get_absolute_url()) for job in jobs if job.new_bids]
    mine = Bid.objects.visible_to(user).open().select_related("job", "freelancer").prefetch_related("terms")
    for bid in mine:
        latest = bid.latest
        if latest.number > 1 and latest.by_id != user.pk:
            found.append(
                Task(_("Answer the changed terms"), bid.job.title, bid.get_absolute_url(), None, latest.amount)
            )
    return found
