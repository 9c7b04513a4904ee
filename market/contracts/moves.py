"""The moves of a milestone that money makes: called by payments inside its own transaction, with the contract and
then the milestone locked. Each writes the state, the clocks that now run, and what follows for the contract."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.signals import job_changed, profile_changed
from market.jobs.models import Job
from market.profiles.models import ClientProfile, Profile

CLOCKS = (
    "funding_due_at",
    "review_due_at",
    "review_left",
    "refund_due_at",
    "idle_notice_at",
    "idle_refund_at",
    "last_day_at",
)


def mark_funded(milestone: Milestone, *, at: datetime) -> None:
    """Money is held: the work's time starts, and with it the clocks that keep a hold from lasting for ever."""
    numbers = settings.LIFECYCLE
    milestone.state, milestone.funded_at, milestone.funding_due_at = Milestone.State.FUNDED, at, None
    milestone.work_due_at = at + timedelta(days=milestone.days)
    milestone.idle_notice_at = at + timedelta(days=numbers.idle_notice_days)
    milestone.idle_refund_at = at + timedelta(days=numbers.idle_refund_days)
    milestone.last_day_at = at + timedelta(days=numbers.last_day_days)
    milestone.save(
        update_fields=[
            "state",
            "funded_at",
            "funding_due_at",
            "work_due_at",
            "idle_notice_at",
            "idle_refund_at",
            "last_day_at",
        ]
    )


def mark_released(milestone: Milestone, *, at: datetime) -> None:
    """All that was held is let go to the freelancer."""
    _end(milestone, Milestone.State.RELEASED, at)


def mark_refunded(milestone: Milestone, *, at: datetime) -> None:
    """What was held goes back to the client; a part released before makes it a split."""
    _end(milestone, Milestone.State.SPLIT if milestone.released_value else Milestone.State.REFUNDED, at)


def mark_lapsed(milestone: Milestone, *, at: datetime) -> None:
    """Nobody funded it in time. If it is the first one and nothing was ever funded, the contract lapses with it."""
    contract = milestone.contract
    if (
        contract.milestones.exclude(funded_at=None).exists()
        or contract.milestones.filter(position__lt=milestone.position).exists()
    ):
        _end(milestone, Milestone.State.LAPSED, at)
    else:
        _lapse_contract(contract, at)


def _end(milestone: Milestone, state: str, at: datetime) -> None:
    milestone.state, milestone.ended_at = state, at
    for clock in CLOCKS:
        setattr(milestone, clock, None)
    milestone.save(update_fields=["state", "ended_at", *CLOCKS])
    _follow(milestone.contract, at)


def _follow(contract: Contract, at: datetime) -> None:
    """Start the funding clock of the next milestone, or complete the contract when none is left."""
    waiting = [each for each in contract.milestones.order_by("position") if not each.is_ended]
    if not waiting:
        _complete(contract, at)
    elif waiting[0].state == Milestone.State.AWAITING_FUNDING and waiting[0].funding_due_at is None:
        waiting[0].funding_due_at = at + timedelta(days=settings.LIFECYCLE.funding_days)
        waiting[0].save(update_fields=["funding_due_at"])


def _complete(contract: Contract, at: datetime) -> None:
    contract.state, contract.ended_at = Contract.State.COMPLETED, at
    contract.save(update_fields=["state", "ended_at"])
    if contract.milestones.filter(released_value__gt=0).exists():
        Profile.objects.filter(user=contract.freelancer_id).update(jobs_done=F("jobs_done") + 1)
        profile_changed.send(Profile, user_id=contract.freelancer_id)


def _lapse_contract(contract: Contract, at: datetime) -> None:
    """The job opens again, and the freelancer has the bid's place in her month back."""
    contract.milestones.update(state=Milestone.State.LAPSED, ended_at=at, funding_due_at=None)
    contract.state, contract.ended_at = Contract.State.LAPSED, at
    contract.save(update_fields=["state", "ended_at"])
    expires = at + timedelta(days=settings.LIFECYCLE.job_open_days)
    reopened = Job.objects.filter(pk=contract.job_id, state=Job.State.FILLED).update(
        state=Job.State.OPEN, ended_at=None, expires_at=expires, warned_at=None
    )
    client = ClientProfile.objects.filter(user=contract.client_id, jobs_filled__gte=reopened)
    client.update(jobs_filled=F("jobs_filled") - reopened)
    # The job before the bid, as everywhere: in the other order this would meet a verb of a bid in a deadlock.
    Bid.objects.filter(pk=contract.bid_id).update(state=Bid.State.LAPSED, returned_at=at)
    job_changed.send(Job, job_id=contract.job_id)
