"""Whom a deed of the record concerns: of whom it may change a count."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.models import AuditEntry
from market.disputes.models import Dispute
from market.jobs.models import Invitation, Job
from market.reviews.models import Review
from market.safety.models import Block
from market.standing.formula import Side

People = list[tuple[int, str]]


def people_of(contract: Contract) -> People:
    """Both of them."""
    return [(contract.freelancer_id, Side.FREELANCER), (contract.client_id, Side.CLIENT)]


def _of_dispute(deed: AuditEntry, dispute: Dispute) -> People:
    return people_of(dispute.milestone.contract) if dispute.state == Dispute.State.CLOSED else []


def _of_job(deed: AuditEntry, job: Job) -> People:
    if deed.code in ("job.closed", "job.expired"):
        return [(job.client_id, Side.CLIENT)]
    if deed.code == "job.invited":
        return [(int(deed.facts["freelancer"]), Side.FREELANCER)]
    if deed.code in ("invitation.accepted", "invitation.declined") and deed.by_id:
        return [(deed.by_id, Side.FREELANCER)]
    return []


def _of_bid(deed: AuditEntry, bid: Bid) -> People:
    """An offer to her, her answer to it, or a bid that answers an invitation; other bids are no answer to anybody."""
    answers = bid.is_offer and deed.code in ("offer.made", "bid.declined", "bid.terms_proposed")
    if not answers and deed.code == "bid.submitted":
        answers = Invitation.objects.filter(job=bid.job_id, freelancer=bid.freelancer_id).exists()
    return [(bid.freelancer_id, Side.FREELANCER)] if answers else []


def _of_review(deed: AuditEntry, review: Review) -> People:
    if deed.code != "review.revealed":  # a blind one moves nothing
        return []
    return [(review.about_id, Side.FREELANCER if review.is_by_client else Side.CLIENT)]


def _of_block(deed: AuditEntry, gone: None) -> People:
    """What the other asked of her counts no more, or again. A block that was taken back is no row any more."""
    return [(person, Side.FREELANCER) for person in (deed.by_id, int(deed.facts["blocked"])) if person]


# By what a deed is on: whom it concerns, and what is read with the row; None: the deed itself says enough.
HEARD: dict[type[Any], tuple[Callable[[AuditEntry, Any], People], tuple[str, ...] | None]] = {
    Milestone: (lambda deed, row: people_of(row.contract), ("contract",)),
    Contract: (lambda deed, row: people_of(row), ()),
    Dispute: (_of_dispute, ("milestone__contract",)),
    Job: (_of_job, ()),
    Bid: (_of_bid, ("job",)),
    Review: (_of_review, ("exchange__contract",)),
    Block: (_of_block, None),
}


def concerned(deeds: Iterable[AuditEntry]) -> Iterator[tuple[tuple[int, str], datetime]]:
    """People (key, side), each with the instant of a deed that concerns them. The rows are read a table at a time."""
    deeds = list(deeds)
    for model, (people, parts) in HEARD.items():
        ours = [each for each in deeds if each.on_type == model._meta.label_lower]
        found = _rows(model, ours, parts)
        for deed in ours:
            if deed.on_id in found:
                yield from ((person, deed.at) for person in people(deed, found[deed.on_id]))


def _rows(model: type[Any], deeds: list[AuditEntry], parts: tuple[str, ...] | None) -> dict[int, Any]:
    keys = {each.on_id for each in deeds}
    if parts is None or not keys:
        return dict.fromkeys(keys)
    rows: dict[int, Any] = model._default_manager.select_related(*parts).in_bulk(keys)
    return rows
