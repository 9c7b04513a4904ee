"""Tasks: what waits for a user. The type of all tasks, and those of clients and freelancers.

Each kind costs one statement, however much waits. Tasks are derived from rows and not stored.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid, Terms
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.workroom.progress import next_deadline
from market.core.base import clock
from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.jobs.models import Invitation, Job
from market.payments.models import PayoutAccount, Refund
from market.safety.models import apart_from
from market.services.models import Order
from market.site.home.steps import Facts
from market.training.models import Certificate
from market.training.queries import appeal_state

if TYPE_CHECKING:
    from market.payments.queries import Balance

MOST = 12  # tasks shown; of each kind one more is read, to know whether there are more
HARASSMENT = "harassment"  # the kind of task that comes before all others
LATER = datetime.max.replace(tzinfo=UTC)  # tasks without a deadline come last
CLIENT, FREELANCER, STAFF = "client", "freelancer", "staff"
State = Milestone.State


@dataclass(frozen=True, slots=True)
class Task:
    """A task: what to do (`text`), about what, by when, where. `side`: as a client, as a freelancer, or as staff."""

    kind: str
    side: str
    text: str | Promise
    about: str
    url: str
    due: datetime | None = None
    amount: Money | None = None
    mark: str = "clock"
    since: datetime | None = None
    count: int | None = None


def sort_tasks(tasks: list[Task]) -> list[Task]:
    """Harassment first; then by deadline; then those without one, oldest first."""
    return sorted(tasks, key=lambda task: (task.kind != HARASSMENT, task.due or LATER, task.since or LATER))


MILESTONES: dict[str, tuple[str, str | Promise, str]] = {
    State.AWAITING_FUNDING: ("fund", _("Fund the milestone"), "money"),
    State.SUBMITTED: ("approve", _("Look at the work and approve it"), "eye"),
    State.FUNDED: ("deliver", _("Deliver the work"), "upload"),
    State.CHANGES_REQUESTED: ("deliver_again", _("Make the changes and deliver again"), "refresh"),
    State.REFUND_REQUESTED: ("answer_refund", _("Answer the refund request"), "warning"),
}
BY_CLIENT = (State.AWAITING_FUNDING, State.SUBMITTED)
BY_FREELANCER = (State.FUNDED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)


def milestone_tasks(user: User) -> list[Task]:
    """Milestones of active contracts whose next step is the user's."""
    tasks = []
    for row in _milestones(user):
        kind, text, mark = MILESTONES[row.state]
        deadline = next_deadline(row)
        side = CLIENT if row.contract.client_id == user.pk else FREELANCER
        about = f"{row.contract.title}: {row.title}" if row.title != row.contract.title else row.title
        until = deadline.at if deadline else None
        tasks.append(Task(kind, side, text, about, row.get_absolute_url(), until, row.amount, mark))
    return tasks


@prepared
def _milestones(user: User) -> QuerySet[Milestone]:
    as_freelancer = Q(contract__freelancer=user, state__in=BY_FREELANCER)
    as_client = Q(contract__client=user, state__in=BY_CLIENT)
    due = Case(
        When(state=State.AWAITING_FUNDING, then=F("funding_due_at")),
        When(state=State.FUNDED, then=F("work_due_at")),
        When(state=State.SUBMITTED, then=F("review_due_at")),
        When(state=State.CHANGES_REQUESTED, then=F("last_day_at")),
        When(state=State.REFUND_REQUESTED, then=F("refund_due_at")),
    )
    rows = Milestone.objects.visible_to(user).filter(as_freelancer | as_client, contract__state=Contract.State.ACTIVE)
    rows = rows.exclude(state=State.AWAITING_FUNDING, funding_due_at=None).select_related("contract")
    return rows.annotate(due=due).order_by(F("due").asc(nulls_last=True), "pk")[: MOST + 1]


PROPOSALS: dict[str, tuple[str, str | Promise, str]] = {
    Proposal.Kind.CHANGE: ("answer_change", _("Answer the change of the contract"), "edit"),
    Proposal.Kind.EXTENSION: ("answer_extension", _("Answer: she asks for more time"), "calendar"),
    Proposal.Kind.REVISION: ("answer_revision", _("Answer: one more round of changes?"), "refresh"),
    Proposal.Kind.END: ("answer_end", _("Answer: end the contract early?"), "warning"),
}


def proposal_tasks(user: User) -> list[Task]:
    """Proposals of the other side of a contract to answer."""
    tasks = []
    for row in _proposals(user):
        kind, text, mark = PROPOSALS[row.kind]
        side = CLIENT if row.contract.client_id == user.pk else FREELANCER
        tasks.append(Task(kind, side, text, row.contract.title, row.get_absolute_url(), row.due_at, None, mark))
    return tasks


@prepared
def _proposals(user: User) -> QuerySet[Proposal]:
    rows = Proposal.objects.visible_to(user).open().exclude(by=user).select_related("contract")
    return rows.order_by("due_at")[: MOST + 1]


def job_tasks(user: User) -> list[Task]:
    """The user's open jobs: new bids to read, bids to choose from, or an expiry that is near."""
    now = clock.now()
    return [_job_task(job) for job in _jobs(user, now, now + timedelta(days=settings.LIFECYCLE.job_warning_days))]


@prepared
def _jobs(user: User, now: datetime, soon: datetime) -> QuerySet[Any]:
    not_blocked = ~Q(bids__freelancer__in=apart_from(user))
    fresh = Count("bids", filter=Q(bids__state=Bid.State.SUBMITTED, bids__read_at=None) & not_blocked)
    undecided = Count("bids", filter=Q(bids__state__in=Bid.OPEN) & not_blocked)
    jobs = Job.objects.posted().open().filter(client=user, expires_at__gt=now)
    jobs = jobs.annotate(fresh=fresh, undecided=undecided)
    asking = jobs.filter(Q(undecided__gt=0) | Q(expires_at__lte=soon)).order_by("expires_at")
    return asking[: MOST + 1]


def _job_task(job: Any) -> Task:
    url, due = job.get_absolute_url(), job.expires_at
    if job.fresh:
        return Task(
            "read_bids", CLIENT, _("Look at the new bids"), job.title, url, due, None, "people", None, job.fresh
        )
    if job.undecided:
        text = _("Choose among the bids")
        return Task("choose_bid", CLIENT, text, job.title, url, due, None, "people", None, job.undecided)
    return Task("prolong_job", CLIENT, _("Your job ends soon: prolong it or close it"), job.title, url, due)


def terms_tasks(user: User) -> list[Task]:
    """Terms last proposed by the other side, and direct offers, to answer."""
    return [_terms_task(row, user) for row in _bids_to_answer(user)]


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
    negotiated = Q(latest_number__gt=1) | Q(origin=Bid.Origin.OFFER)
    rows = rows.filter(negotiated, ~Q(latest_by=user.pk))
    rows = rows.exclude(job__client__in=apart_from(user)).exclude(freelancer__in=apart_from(user))
    return rows.order_by("job__expires_at")[: MOST + 1]


def _terms_task(bid: Any, user: User) -> Task:
    is_first = bid.latest_number == 1
    kind = "answer_offer" if is_first else "answer_terms"
    text = _("Answer the direct offer") if is_first else _("Answer the changed terms")
    side = CLIENT if bid.job.client_id == user.pk else FREELANCER
    amount = Money(bid.latest_amount_value, bid.latest_currency)
    return Task(kind, side, text, bid.job.title, bid.get_absolute_url(), bid.job.expires_at, amount, "edit")


@prepared
def _invitations(user: User, now: datetime) -> QuerySet[Invitation]:
    """Invitations to open jobs that the user has neither declined nor bid on."""
    invitations = Invitation.objects.visible_to(user).filter(
        freelancer=user, job__state=Job.State.OPEN, job__expires_at__gt=now
    )
    bid_on = Bid.objects.filter(freelancer=user, job=OuterRef("job"))
    invitations = invitations.exclude(state=Invitation.State.DECLINED).exclude(Exists(bid_on)).select_related("job")
    return invitations.order_by("job__expires_at")[: MOST + 1]


def invitation_tasks(user: User) -> list[Task]:
    """Invitations to answer, and accepted ones without a bid."""
    tasks = []
    for row in _invitations(user, clock.now()):
        is_new = row.state == Invitation.State.OPEN
        kind, text = ("answer_invitation", _("You are invited to bid")) if is_new else ("bid", _("Send the bid"))
        url, due = row.job.get_absolute_url(), row.job.expires_at
        tasks.append(Task(kind, FREELANCER, text, row.job.title, url, due, None, "send", row.created_at))
    return tasks


def order_tasks(user: User) -> list[Task]:
    """Paid orders of services with questions that the client has not answered."""
    return [
        Task(
            "answer_questions",
            CLIENT,
            _("Answer her questions, so that she can begin"),
            row.title,
            reverse("answer_questions", args=[row.contract_id]),
            mark="message",
            since=row.paid_at,
        )
        for row in _orders(user)
    ]


@prepared
def _orders(user: User) -> QuerySet[Order]:
    rows = Order.objects.open().filter(client=user, paid_at__isnull=False, answers__contains=[{"answer": ""}])
    return rows.order_by("paid_at")[: MOST + 1]


def refund_tasks(user: User) -> list[Task]:
    """Failed refunds that are owed to the client: where to send them."""
    rows = Refund.objects.owed().filter(milestone__contract__client=user).select_related("milestone")
    text = _("Tell us where to send your refund")
    return [
        Task("refund_owed", CLIENT, text, row.milestone.title, reverse("money"), None, row.owed, "money", row.ended_at)
        for row in rows.order_by("pk")[: MOST + 1]
    ]


def payout_tasks(state: str, balances: "list[Balance]") -> list[Task]:
    """Payable money, or a payout account to set up. `state` is that of the account, "" without one."""
    ready = [each.payable for each in balances if each.payable.amount]
    coming = [each for each in balances if each.held.amount or each.clearing.amount]
    if not ready and not coming:
        return []
    money = reverse("money")
    if state == PayoutAccount.State.ACTIVE:
        return [
            Task("pay_out", FREELANCER, _("Have your money paid out"), "", money, None, sum_, "money") for sum_ in ready
        ]
    if state == PayoutAccount.State.RESTRICTED:
        text = _("Give the payment service what is missing")
        return [Task("payout_account", FREELANCER, text, "", money, mark="warning")]
    text = _("Set up payouts, so that your money can reach you")
    return [Task("payout_account", FREELANCER, text, "", money, None, next(iter(ready), None), "money")]


def revocation_tasks(user: User) -> list[Task]:
    """A revoked certificate, while the user may appeal."""
    row = Certificate.objects.get(holder=user)
    appeal = appeal_state(row)
    if not appeal.is_possible:
        return []
    text = _("Your certificate was revoked: read why, and appeal if it is wrong")
    return [Task("appeal_revocation", FREELANCER, text, row.serial, reverse("appeal"), appeal.until, None, "warning")]


def party_tasks(user: User, facts: Facts, balances: "list[Balance]") -> list[Task]:
    """All tasks of a client or a freelancer. Kinds that the facts rule out are not read."""
    return [
        *(milestone_tasks(user) if facts.has_contracts else []),
        *(proposal_tasks(user) if facts.has_contracts else []),
        *(job_tasks(user) if facts.posted else []),
        *terms_tasks(user),
        *invitation_tasks(user),
        *(order_tasks(user) if facts.hires else []),
        *(refund_tasks(user) if facts.owed else []),
        *payout_tasks(facts.payouts, balances),
        *(revocation_tasks(user) if facts.revoked else []),
    ]
