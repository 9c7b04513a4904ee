"""Which users an audit entry affects: those whose counts it may change."""

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
    """Both sides of a contract."""
    return [(contract.freelancer_id, Side.FREELANCER), (contract.client_id, Side.CLIENT)]


def _of_dispute(entry: AuditEntry, dispute: Dispute) -> People:
    return people_of(dispute.milestone.contract) if dispute.state == Dispute.State.CLOSED else []


def _of_job(entry: AuditEntry, job: Job) -> People:
    if entry.code in ("job.closed", "job.expired"):
        return [(job.client_id, Side.CLIENT)]
    if entry.code == "job.invited":
        return [(int(entry.facts["freelancer"]), Side.FREELANCER)]
    if entry.code in ("invitation.accepted", "invitation.declined") and entry.by_id:
        return [(entry.by_id, Side.FREELANCER)]
    return []


def _of_bid(entry: AuditEntry, bid: Bid) -> People:
    """A direct offer, an answer to one, or a bid that answers an invitation; other bids affect nobody."""
    answers = bid.is_by_client and entry.code in ("offer.made", "bid.declined", "bid.terms_proposed")
    if not answers and entry.code == "bid.submitted":
        answers = Invitation.objects.filter(job=bid.job_id, freelancer=bid.freelancer_id).exists()
    return [(bid.freelancer_id, Side.FREELANCER)] if answers else []


def _of_review(entry: AuditEntry, review: Review) -> People:
    if entry.code != "review.revealed":  # blind reviews do not count yet
        return []
    return [(review.about_id, Side.FREELANCER if review.is_by_client else Side.CLIENT)]


def _of_block(entry: AuditEntry, gone: None) -> People:
    """A block takes invitations and offers between the two out of the count, or back in. A lifted block has no row."""
    return [(person, Side.FREELANCER) for person in (entry.by_id, int(entry.facts["blocked"])) if person]


# By the model of an entry's row: who is affected, and relations to select; None: the row is not needed.
CONSUMERS: dict[type[Any], tuple[Callable[[AuditEntry, Any], People], tuple[str, ...] | None]] = {
    Milestone: (lambda deed, row: people_of(row.contract), ("contract",)),
    Contract: (lambda deed, row: people_of(row), ()),
    Dispute: (_of_dispute, ("milestone__contract",)),
    Job: (_of_job, ()),
    Bid: (_of_bid, ("job",)),
    Review: (_of_review, ("exchange__contract",)),
    Block: (_of_block, None),
}


def affected_users(entries: Iterable[AuditEntry]) -> Iterator[tuple[tuple[int, str], datetime]]:
    """((user id, side), time of the entry) for each user affected. The rows are read one table at a time."""
    entries = list(entries)
    for model, (people, related) in CONSUMERS.items():
        matching = [each for each in entries if each.on_type == model._meta.label_lower]
        rows = _rows(model, matching, related)
        for entry in matching:
            if entry.on_id in rows:
                yield from ((person, entry.at) for person in people(entry, rows[entry.on_id]))


def _rows(model: type[Any], entries: list[AuditEntry], related: tuple[str, ...] | None) -> dict[int, Any]:
    keys = {each.on_id for each in entries}
    if related is None or not keys:
        return dict.fromkeys(keys)
    rows: dict[int, Any] = model._default_manager.select_related(*related).in_bulk(keys)
    return rows
