"""The events that count for a standing, each with the time from which it counts: read from the work, stored nowhere.

An event in the future ("this milestone is late if nothing is delivered by Friday") is included too: it counts from then
on. So a count at a midnight is the same whenever it is made.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.models import AuditEntry
from market.disputes.models import Dispute
from market.jobs.models import Invitation, Job
from market.payments.models import Chargeback, Release
from market.reviews.models import Review
from market.safety.models import blocked_ids_query
from market.standing.formula import ANSWER_DAYS, Side

GOOD, BAD = Decimal(1), Decimal(0)
ANSWER, ANSWERS = timedelta(days=ANSWER_DAYS), ("invitation.accepted", "invitation.declined")
HELD_MOST = timedelta(days=120)  # longer than any hold or answer takes: older rows cannot give an event of the window


@dataclass(frozen=True, slots=True)
class ScoredEvent:
    """Something that went well (`good` 1), badly (0) or between, counting from `at`; `on` is a row with a page."""

    at: datetime
    good: Decimal
    on: Any
    title: str


ScoredEvents = Iterator[ScoredEvent]
EventSource = Callable[[int, datetime], ScoredEvents]


def _delivered_on_time(user: int, since: datetime) -> ScoredEvents:
    rows = Milestone.objects.filter(contract__freelancer=user, funded_at__isnull=False, work_due_at__isnull=False)
    stopped = Chargeback.objects.filter(funding__milestone=OuterRef("pk"), created_at__lte=OuterRef("work_due_at"))
    argued = Dispute.objects.filter(milestone=OuterRef("pk"), opened_at__lte=OuterRef("work_due_at"))
    argued = argued.exclude(ending__in=Dispute.UNDECIDED)  # these moved the due date, so they excuse nothing
    rows = rows.filter(work_due_at__gt=since - HELD_MOST).annotate(stopped=Exists(stopped) | Exists(argued))
    for each in rows.annotate(first=Min("deliveries__submitted_at")).order_by("pk"):
        due, first = each.work_due_at, each.first
        if due is None:
            continue
        if first is not None and first <= due:
            yield ScoredEvent(first, GOOD, each, each.title)
        elif not each.stopped and (each.ended_at is None or each.ended_at > due):
            yield ScoredEvent(due, BAD, each, each.title)


def _answered(user: int, since: datetime) -> ScoredEvents:
    yield from _invitations(user, since)
    yield from _offers(user, since)


def _invitations(user: int, since: datetime) -> ScoredEvents:
    entries = AuditEntry.objects.filter(on_type=Job._meta.label_lower, on_id=OuterRef("job"), by=user)
    replies = entries.filter(code__in=ANSWERS).order_by("at").values("at")[:1]
    bid = Bid.objects.filter(job=OuterRef("job"), freelancer=user, origin=Bid.Origin.BID).order_by("submitted_at")
    rows = Invitation.objects.filter(freelancer=user, created_at__gt=since - HELD_MOST)
    rows = rows.exclude(job__client__in=blocked_ids_query(user)).select_related("job")
    invitations = rows.annotate(replied_at=Subquery(replies), bid_at=Subquery(bid.values("submitted_at")[:1]))
    for each in invitations.order_by("pk"):
        answers = [at for at in (each.replied_at, each.bid_at, each.answered_at) if at]  # type: ignore[attr-defined]  # annotated
        yield from _answer(each.created_at, min(answers, default=None), each.job.ended_at, each.job)


def _offers(user: int, since: datetime) -> ScoredEvents:
    rows = Bid.objects.filter(freelancer=user, origin=Bid.Origin.OFFER, submitted_at__gt=since - HELD_MOST)
    rows = rows.exclude(job__client__in=blocked_ids_query(user)).select_related("job", "contract")
    for each in rows.annotate(own=Min("terms__proposed_at", filter=Q(terms__by=user))).order_by("pk"):
        contract: Contract | None = getattr(each, "contract", None)
        declined = each.decided_at if each.state == Bid.State.DECLINED else None
        answers = [at for at in (each.own, declined, contract and contract.started_at) if at]  # type: ignore[attr-defined]
        yield from _answer(each.submitted_at, min(answers, default=None), each.decided_at, each, each.job.title)


def _answer(
    asked: datetime, answered: datetime | None, ended: datetime | None, on: Any, title: str = ""
) -> ScoredEvents:
    """One event, or none if it ended unanswered before the time to answer was over."""
    due = asked + ANSWER
    if answered is not None and answered <= due:
        yield ScoredEvent(answered, GOOD, on, title or on.title)
    elif ended is None or ended >= due:
        yield ScoredEvent(due, BAD, on, title or on.title)


def _without_lost_dispute(**party: Any) -> EventSource:
    is_client = "client" in party

    def events(user: int, since: datetime) -> ScoredEvents:
        side = "contract__client" if is_client else "contract__freelancer"
        over = Contract.objects.filter(**{name: user for name in party}, ended_at__gt=since - HELD_MOST)
        paid = Milestone.objects.filter(contract=OuterRef("pk"), funded_at__isnull=False)
        lost = {
            each.milestone.contract_id: each.closed_at
            for each in _decided(Dispute.objects.filter(**{f"milestone__{side}": user}))
            if _loser_is_client(each) is is_client
        }
        for each in over.filter(Exists(paid)).order_by("pk"):
            lost_at = lost.get(each.pk)
            known_at = [at for at in (each.ended_at, lost_at) if at]
            yield ScoredEvent(max(known_at), BAD if lost_at else GOOD, each, each.title)

    return events


def _decided(rows: "QuerySet[Dispute]") -> "QuerySet[Dispute]":
    """Disputes with a loser: not settled, withdrawn or conceded, and not left to a missed deadline of moderators."""
    endings = (Dispute.Ending.RULED, Dispute.Ending.APPEAL, Dispute.Ending.SILENCE)
    return rows.filter(ending__in=endings).select_related("milestone__contract").order_by("closed_at")


def _loser_is_client(dispute: Dispute) -> bool | None:
    """Whether the client lost: the opener if granted less than half of the claim, else the other side. None: half."""
    to_freelancer = dispute.to_freelancer_value or BAD
    granted = dispute.frozen_value - to_freelancer if dispute.is_by_client else to_freelancer
    if granted * 2 == dispute.claim_value:
        return None
    opener_lost = granted * 2 < dispute.claim_value
    return opener_lost is dispute.is_by_client


def _reviews(*, by_client: bool) -> EventSource:
    def events(user: int, since: datetime) -> ScoredEvents:
        rows = Review.objects.of_freelancer(user) if by_client else Review.objects.of_client(user)
        parts = ("exchange__contract", "about__profile")
        for each in rows.filter(exchange__revealed_at__gte=since).select_related(*parts).order_by("pk"):
            if each.exchange.revealed_at:
                yield ScoredEvent(each.exchange.revealed_at, (each.stars - 1) / 4, each, each.contract.title)

    return events


def _answered_deliveries(user: int, since: datetime) -> ScoredEvents:
    rows = Milestone.objects.filter(contract__client=user, submitted_at__gt=since - HELD_MOST)
    for each in rows.prefetch_related("deliveries", "releases").order_by("pk"):
        for delivery in each.deliveries.all():
            if delivery.changes_requested_at:
                yield ScoredEvent(delivery.changes_requested_at, GOOD, each, each.title)
        for release in each.releases.all():
            if release.reason in (Release.Reason.APPROVED, Release.Reason.SILENCE):
                good = GOOD if release.reason == Release.Reason.APPROVED else BAD
                yield ScoredEvent(release.released_at, good, each, each.title)


def _jobs_over(user: int, since: datetime) -> "QuerySet[Job]":
    over = (Job.State.FILLED, Job.State.CLOSED, Job.State.EXPIRED)
    return Job.objects.posted().filter(client=user, state__in=over, ended_at__gte=since, bid_count__gt=0).order_by("pk")


def _jobs_filled(user: int, since: datetime) -> ScoredEvents:
    for each in _jobs_over(user, since):
        if each.ended_at:
            yield ScoredEvent(each.ended_at, GOOD if each.state == Job.State.FILLED else BAD, each, each.title)


def _invited_hired(user: int, since: datetime) -> ScoredEvents:
    invited = Invitation.objects.filter(job=OuterRef("job"), freelancer=OuterRef("freelancer"))
    bids = Bid.objects.filter(Exists(invited), job=OuterRef("pk"))
    rows = _jobs_over(user, since).filter(Exists(bids))
    for each in rows.annotate(hired=Exists(bids.filter(state=Bid.State.ACCEPTED))):
        if each.ended_at:
            yield ScoredEvent(each.ended_at, GOOD if each.hired else BAD, each, each.title)


EVENT_SOURCES: dict[str, dict[str, EventSource]] = {
    Side.FREELANCER: {
        "on_time": _delivered_on_time,
        "reviews": _reviews(by_client=True),
        "answers": _answered,
        "disputes": _without_lost_dispute(freelancer=True),
    },
    Side.CLIENT: {
        "answers": _answered_deliveries,
        "reviews": _reviews(by_client=False),
        "hires": _jobs_filled,
        "disputes": _without_lost_dispute(client=True),
        "invited": _invited_hired,
    },
}


def scored_events(user: int, side: str, since: datetime) -> dict[str, list[ScoredEvent]]:
    """By input, all events of a user since then, future ones included."""
    events_by_input = {name: list(events(user, since)) for name, events in EVENT_SOURCES[side].items()}
    return {name: [each for each in events if each.at >= since] for name, events in events_by_input.items()}
