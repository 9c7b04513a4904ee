"""What changes a count: heard from the record of deeds, in the transaction of the deed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.dispatch import receiver

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.signals import acted
from market.disputes.models import Dispute
from market.jobs.models import Invitation, Job
from market.reviews.models import Review
from market.safety.models import Block
from market.standing.actions import note_deed
from market.standing.facts import people_of
from market.standing.formula import Side

People = Iterable[tuple[int, str]]


def _of_job(code: str, job: Job) -> People:
    if code in ("job.closed", "job.expired"):
        return [(job.client_id, Side.CLIENT)]
    if code == "job.invited":
        newest = Invitation.objects.filter(job=job).order_by("-pk").values_list("freelancer", flat=True)[:1]
        return [(freelancer, Side.FREELANCER) for freelancer in newest]
    return [] if code not in ("invitation.accepted", "invitation.declined") else _invited(job)


def _invited(job: Job) -> People:
    """The one who answered now."""
    rows = Invitation.objects.filter(job=job).exclude(answered_at=None).order_by("-answered_at")
    return [(freelancer, Side.FREELANCER) for freelancer in rows.values_list("freelancer", flat=True)[:1]]


def _of_bid(code: str, bid: Bid) -> People:
    """An offer to her, her answer to it, or a bid that answers an invitation; other bids are no answer to anybody."""
    answers = bid.is_offer and code in ("offer.made", "bid.declined", "bid.terms_proposed")
    if not answers and code == "bid.submitted":
        answers = Invitation.objects.filter(job=bid.job_id, freelancer=bid.freelancer_id).exists()
    return [(bid.freelancer_id, Side.FREELANCER)] if answers else []


def _of_review(code: str, review: Review) -> People:
    if code != "review.revealed":  # a blind one moves nothing
        return []
    return [(review.about_id, Side.FREELANCER if review.is_by_client else Side.CLIENT)]


def _of_block(code: str, block: Block) -> People:
    """What the other asked of her counts no more, or again."""
    return [(person, Side.FREELANCER) for person in (block.blocker_id, block.blocked_id)]


HEARD: dict[type[Any], Callable[[str, Any], People]] = {
    Milestone: lambda code, row: people_of(row),
    Contract: lambda code, row: people_of(row),
    Dispute: lambda code, row: people_of(row) if row.state == Dispute.State.CLOSED else [],
    Job: _of_job,
    Bid: _of_bid,
    Review: _of_review,
    Block: _of_block,
}


@receiver(acted, dispatch_uid="standing.deeds")
def deed_done(*, sender: type[Any], code: str, on: Any, **news: Any) -> None:
    """Note whom it concerns."""
    concerned = HEARD.get(sender)
    people = list(concerned(code, on)) if concerned else []
    if people:
        note_deed(people)
