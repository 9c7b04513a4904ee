"""Tasks before a contract: bids on the user's jobs, terms and direct offers to answer, invitations to bid."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.home_tasks import CLIENT, FREELANCER, ME, MOST, Home, Task, register_facts, task_source
from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.jobs.models import Invitation, Job
from market.safety.models import blocked_ids_query

register_facts(
    offered=Bid.objects.filter(freelancer=ME, origin=Bid.Origin.BID),
    asked=Bid.objects.filter(job__client=ME),
    posted=Job.objects.filter(client=ME).exclude(state=Job.State.DRAFT),
)


@task_source(order=20, facts=("posted",))
def job_tasks(home: Home) -> list[Task]:
    """The user's open jobs: new bids to read, bids to choose from, or an expiry that is near."""
    now = clock.now()
    soon = now + timedelta(days=settings.LIFECYCLE.job_warning_days)
    return [_job_task(job) for job in _jobs(home.user, now, soon)]


@prepared
def _jobs(user: User, now: datetime, soon: datetime) -> QuerySet[Any]:
    not_blocked = ~Q(bids__freelancer__in=blocked_ids_query(user))
    fresh = Count("bids", filter=Q(bids__state=Bid.State.SUBMITTED, bids__read_at=None) & not_blocked)
    undecided = Count("bids", filter=Q(bids__state__in=Bid.OPEN) & not_blocked)
    jobs = Job.objects.posted().open().filter(client=user, expires_at__gt=now)
    jobs = jobs.annotate(fresh=fresh, undecided=undecided)
    asking = jobs.filter(Q(undecided__gt=0) | Q(expires_at__lte=soon)).order_by("expires_at")
    return asking[: MOST + 1]


def _job_task(job: Any) -> Task:
    url, due = f"{job.get_absolute_url()}#bids", job.expires_at
    if job.fresh:
        return Task(
            "read_bids", CLIENT, _("Look at the new bids"), job.title, url, due, None, "people", None, job.fresh
        )
    if job.undecided:
        text = _("Choose among the bids")
        return Task("choose_bid", CLIENT, text, job.title, url, due, None, "people", None, job.undecided)
    return Task(
        "prolong_job", CLIENT, _("Your job ends soon: prolong it or close it"), job.title, job.get_absolute_url(), due
    )


@task_source(order=20)
def terms_tasks(home: Home) -> list[Task]:
    """Terms last proposed by the other side, and direct and custom offers, to answer."""
    return [_terms_task(row, home.user) for row in _bids_to_answer(home.user)]


@prepared
def _bids_to_answer(user: User) -> QuerySet[Any]:
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    rows = Bid.objects.visible_to(user).open().filter(job__state=Job.State.OPEN).select_related("job")
    rows = rows.annotate(
        latest_by=Subquery(latest.values("by")[:1]),
        latest_number=Subquery(latest.values("number")[:1]),
        latest_amount_value=Subquery(latest.values("amount_value")[:1]),
        latest_currency=Subquery(latest.values("currency")[:1]),
    )
    negotiated = Q(latest_number__gt=1) | ~Q(origin=Bid.Origin.BID)
    rows = rows.filter(negotiated, ~Q(latest_by=user.pk))
    rows = rows.exclude(job__client__in=blocked_ids_query(user)).exclude(freelancer__in=blocked_ids_query(user))
    return rows.order_by("job__expires_at")[: MOST + 1]


def _terms_task(bid: Any, user: User) -> Task:
    is_first = bid.latest_number == 1
    kind = "answer_offer" if is_first else "answer_terms"
    text = _("Answer the offer") if is_first else _("Answer the changed terms")
    side = CLIENT if bid.job.client_id == user.pk else FREELANCER
    amount = Money(bid.latest_amount_value, bid.latest_currency)
    return Task(kind, side, text, bid.job.title, bid.get_absolute_url(), bid.job.expires_at, amount, "edit")


@task_source(order=20)
def invitation_tasks(home: Home) -> list[Task]:
    """Invitations to answer, and accepted ones without a bid."""
    tasks = []
    for row in _invitations(home.user, clock.now()):
        is_new = row.state == Invitation.State.OPEN
        kind, text = ("answer_invitation", _("You are invited to bid")) if is_new else ("bid", _("Send the bid"))
        url, due = row.job.get_absolute_url(), row.job.expires_at
        tasks.append(Task(kind, FREELANCER, text, row.job.title, url, due, None, "send", row.created_at))
    return tasks


@prepared
def _invitations(user: User, now: datetime) -> QuerySet[Invitation]:
    """Invitations to open jobs that the user has neither declined nor bid on."""
    invitations = Invitation.objects.visible_to(user).filter(
        freelancer=user, job__state=Job.State.OPEN, job__expires_at__gt=now
    )
    bid_on = Bid.objects.filter(freelancer=user, job=OuterRef("job"))
    invitations = invitations.exclude(state=Invitation.State.DECLINED).exclude(Exists(bid_on)).select_related("job")
    return invitations.order_by("job__expires_at")[: MOST + 1]
