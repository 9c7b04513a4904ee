"""Starting a contract: by accepting the terms of a bid, or from an order."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User, in_sight
from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.refusals import BidNotOpen, NotVerified
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.contracts.models import Contract, Milestone
from market.contracts.reminders.terms import FUNDING
from market.contracts.workroom.events import BidJobFilled, ContractStarted, emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.reminders import next_reminder
from market.core.base.signals import figures_changed, job_changed
from market.jobs.models import Job
from market.jobs.postings.refusals import JobNotOpen
from market.profiles.models import ClientProfile, Profile
from market.safety.actions import require_reachable
from market.safety.models import blocked_ids

if TYPE_CHECKING:
    from market.messaging.models import Conversation


class OwnTerms(NotAllowed):
    help = "bids#terms"
    code = "own_terms"
    sentence = _("These terms are your own. The other side accepts them, or proposes others.")


class TermsChanged(DomainError):
    help = "bids#terms"
    code = "terms_changed"
    sentence = _(
        "The terms were changed meanwhile: now they are %(amount)s in %(days)s days. Read them, then accept or answer."
    )


class ContractEnded(DomainError):
    help = "changes#over"
    code = "contract_not_active"
    sentence = _("This contract has ended.")


@dataclass(frozen=True, slots=True)
class Parties:
    """The client, the freelancer, and their conversation."""

    client: "User"
    freelancer: "User"
    conversation: "Conversation"


@atomic
def accept_terms(*, by: "User", bid_id: int, number: int | None = None) -> Contract:
    """Accept the other side's latest terms: the contract stands, the job is filled, other bids are declined.

    `number` is that of the terms the user has read: newer ones are not accepted unseen. Raises NotFound for others
    than the parties, OwnTerms, TermsChanged, BidNotOpen, JobNotOpen, Limited, NotReachable, NotVerified.
    """
    job = lock(Job.objects.all(), fetch(Bid.objects.visible_to(by), bid_id).job_id)
    bid = lock(Bid.objects.select_related("freelancer", "job__client"), bid_id)
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if not bid.job.client.is_in_sight:
        raise JobNotOpen(state=Job.State.REMOVED.label)
    require_unlimited(by)
    require_reachable(bid.job.client, bid.freelancer)
    latest = bid.latest
    if latest.by_id == by.pk:
        raise OwnTerms
    if number is not None and number != latest.number:
        raise TermsChanged(amount=latest.amount, days=latest.days)
    if not Profile.objects.filter(in_sight("user"), user=bid.freelancer, certificate__state="valid").exists():
        raise NotVerified
    parties = Parties(bid.job.client, bid.freelancer, bid.conversation)
    contract = start_contract(parties, title=bid.job.title, offer=ProposedTerms.of(latest), bid=bid)
    _fill_job(job, bid)
    emit_in_contract(ContractStarted(), on=contract, by=by)
    return contract


def start_contract(parties: Parties, *, title: str, offer: ProposedTerms, bid: Bid | None = None) -> Contract:
    """Create a contract from an agreed offer, in the running transaction; its first milestone awaits funding.

    `bid` is None for an ordered service. Permission checks and effects on other bids are up to the caller.
    Contact data in the conversation stays masked until money is held (`workroom.transitions.mark_funded`).
    """
    instant = clock.now()
    contract = Contract.objects.create(
        job=bid.job if bid else None,
        bid=bid,
        client=parties.client,
        freelancer=parties.freelancer,
        conversation=parties.conversation,
        title=title,
        currency=str(offer.amount.currency),
        fee_rate=settings.LIFECYCLE.client_fee,
        started_at=instant,
    )
    due = instant + timedelta(days=settings.LIFECYCLE.funding_days)
    reminder = next_reminder(due, FUNDING, after=instant)
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            position=position,
            title=part.title,
            amount_value=part.amount,
            currency=contract.currency,
            days=part.days,
            revisions=part.revisions,
            done_when=part.done_when,
            funding_due_at=due if position == 1 else None,
            funding_reminder_at=reminder if position == 1 else None,
        )
        for position, part in enumerate(offer.milestones, 1)
    )
    return contract


def _fill_job(job: Job, accepted: Bid) -> None:
    instant = clock.now()
    accepted.state, accepted.decided_at = Bid.State.ACCEPTED, instant
    accepted.save(update_fields=["state", "decided_at"])
    job.state, job.ended_at = Job.State.FILLED, instant
    job.save(update_fields=["state", "ended_at"])
    client = accepted.job.client
    apart = blocked_ids(client)
    filled = BidJobFilled(title=job.title, client=client)
    for other in job.bids.open().select_related("freelancer", "conversation").order_by("conversation_id"):
        other.state, other.decided_at = Bid.State.DECLINED, instant
        other.save(update_fields=["state", "decided_at"])
        is_apart = other.freelancer_id in apart
        to, conversation = ([], None) if is_apart else ([other.freelancer], other.conversation)
        emit(filled, on=other, by=client, to=to, about=client, conversation=conversation)
    if job.offered_to_id is None:  # a direct offer was no posted job
        ClientProfile.objects.filter(user=job.client_id).update(jobs_filled=F("jobs_filled") + 1)
        figures_changed.send(ClientProfile, pk=job.client_id)
    job_changed.send(Job, job_id=job.pk)
