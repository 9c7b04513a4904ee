"""Making a contract, and ending it early."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.bids.models import Bid, Terms
from market.contracts.actions.telling import tell_parties
from market.contracts.models import Contract, Milestone
from market.core import clock
from market.core.audit import audit
from market.core.db import atomic, fetch, lock
from market.core.errors import DomainError
from market.core.signals import job_changed
from market.jobs.models import Job
from market.messaging.actions import open_contact, post_system_line
from market.notifications.actions import notify
from market.profiles.models import ClientProfile, Profile

if TYPE_CHECKING:
    from market.accounts.models import User


class BidDecided(DomainError):
    code = "bid_not_open"
    sentence = _("This bid is closed: it is %(state)s.")


class JobNotOpen(DomainError):
    code = "job_not_open"
    sentence = _("This job takes no more offers: it is %(state)s.")


class OwnTerms(DomainError):
    status, code = 403, "own_terms"
    sentence = _("These terms are your own. The other side accepts them, or proposes others.")


class FreelancerNotVerified(DomainError):
    code = "freelancer_not_verified"
    sentence = _("This freelancer's certificate is not valid now, so no contract can be made with her.")


class MoneyStillHeld(DomainError):
    code = "money_still_held"
    sentence = _("Money is still held for “%(milestone)s”. Release or refund it first, then end the contract.")


class ContractEnded(DomainError):
    code = "contract_not_active"
    sentence = _("This contract has ended.")


@atomic
def accept_terms(*, by: "User", bid_id: int) -> Contract:
    """Accept the other side's latest terms: the contract stands, the job is filled, other bids are declined.

    Raises NotFound to strangers, OwnTerms to their maker, BidDecided, JobNotOpen, FreelancerNotVerified.
    """
    job = lock(Job.objects.all(), fetch(Bid.objects.visible_to(by), bid_id).job_id)
    bid = lock(Bid.objects.select_related("freelancer", "job__client"), bid_id)
    if not bid.is_open:
        raise BidDecided(state=bid.get_state_display())
    if not job.is_open or not bid.job.client.is_active:
        raise JobNotOpen(state=job.state_label)
    if bid.latest.by_id == by.pk:
        raise OwnTerms
    if not Profile.objects.filter(user=bid.freelancer, certificate__state="valid", user__is_active=True).exists():
        raise FreelancerNotVerified
    contract = _contract(bid, bid.latest)
    _fill(job, bid)
    audit("contract.started", by=by, on=contract)
    notify(contract.other(by), "contract.started", on=contract, actor=by.display_name, title=contract.title)
    post_system_line(contract.conversation, "contract.started", actor=by.display_name)
    return contract


def _contract(bid: Bid, terms: Terms) -> Contract:
    instant = clock.now()
    contract = Contract.objects.create(
        job=bid.job,
        bid=bid,
        client=bid.job.client,
        freelancer=bid.freelancer,
        conversation=bid.conversation,
        title=bid.job.title,
        currency=terms.currency,
        fee_rate=settings.LIFECYCLE.client_fee,
        started_at=instant,
    )
    due = instant + timedelta(days=settings.LIFECYCLE.funding_days)
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            position=position,
            title=part["title"],
            amount_value=Decimal(part["amount"]),
            currency=terms.currency,
            days=part["days"],
            funding_due_at=due if position == 1 else None,
        )
        for position, part in enumerate(terms.milestones, 1)
    )
    return contract


def _fill(job: Job, accepted: Bid) -> None:
    instant = clock.now()
    accepted.state, accepted.decided_at = Bid.State.ACCEPTED, instant
    accepted.save(update_fields=["state", "decided_at"])
    job.state, job.ended_at = Job.State.FILLED, instant
    job.save(update_fields=["state", "ended_at"])
    for other in job.bids.open().select_related("freelancer"):
        other.state, other.decided_at = Bid.State.DECLINED, instant
        other.save(update_fields=["state", "decided_at"])
        notify(other.freelancer, "bid.job_filled", on=other, title=job.title)
    ClientProfile.objects.filter(user=job.client_id).update(jobs_filled=F("jobs_filled") + 1)
    open_contact([accepted.conversation_id])
    job_changed.send(Job, job_id=job.pk)


@atomic
def end_contract(*, by: "User", contract_id: int) -> Contract:
    """Ask to end the contract early, or agree to the other's asking. Possible while no money is held.

    Raises NotFound, ContractEnded, MoneyStillHeld.
    """
    contract = lock(Contract.objects.visible_to(by).select_related("client", "freelancer", "conversation"), contract_id)
    if contract.state != Contract.State.ACTIVE:
        raise ContractEnded
    if held := contract.milestones.filter(state__in=Milestone.HOLDING).first():
        raise MoneyStillHeld(milestone=held.title)
    if contract.end_asked_by_id in (None, by.pk):
        return _ask_to_end(contract, by)
    instant = clock.now()
    contract.milestones.filter(state=Milestone.State.AWAITING_FUNDING).update(
        state=Milestone.State.LAPSED, ended_at=instant, funding_due_at=None
    )
    contract.state, contract.ended_at = Contract.State.ENDED, instant
    contract.save(update_fields=["state", "ended_at"])
    tell_parties(contract, "contract.ended", by=by)
    return contract


def _ask_to_end(contract: Contract, by: "User") -> Contract:
    if contract.end_asked_by_id is None:
        contract.end_asked_by, contract.end_asked_at = by, clock.now()
        contract.save(update_fields=["end_asked_by", "end_asked_at"])
        tell_parties(contract, "contract.end_asked", by=by)
    return contract
