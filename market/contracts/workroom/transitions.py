"""The moves of a milestone that money makes: called by payments inside its own transaction, with the contract and
then the milestone locked. Each writes the state, the clocks that now run, and what follows for the contract."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.contracts.signals import hold_thawed
from market.core.base.signals import job_changed, milestone_funded
from market.jobs.models import Job
from market.messaging.actions import open_contact
from market.profiles.models import ClientProfile, Profile

FIGURES = ("held_value", "released_value", "refunded_value", "charged_back_value")
# Those that stand while the client's bank looks at a payment. The last day of holding is the provider's: it stays.
STANDING = ("review_due_at", "refund_due_at", "idle_notice_at", "idle_refund_at")
CLOCKS = (
    "funding_due_at",
    "work_notice_at",
    "review_due_at",
    "review_left",
    "refund_due_at",
    "idle_notice_at",
    "idle_refund_at",
    "last_day_at",
)


def mark_funded(milestone: Milestone, *, at: datetime, work_from: datetime | None = None) -> None:
    """Money is held: the work's time starts, and with it the clocks that keep a hold from lasting for ever.

    From now on the two see each other's numbers and addresses: before, a contract costs nothing to make.
    `work_from` is when its days begin, where it was paid together with one before it; else now.
    """
    numbers = settings.LIFECYCLE
    milestone.state, milestone.funded_at, milestone.funding_due_at = Milestone.State.FUNDED, at, None
    milestone.work_due_at = (work_from or at) + timedelta(days=milestone.days)
    milestone.work_notice_at = _notice(milestone.work_due_at, at)
    milestone.idle_notice_at = at + timedelta(days=numbers.idle_notice_days)
    milestone.idle_refund_at = at + timedelta(days=numbers.idle_refund_days)
    milestone.last_day_at = at + timedelta(days=numbers.last_day_days)
    milestone.save(
        update_fields=[
            "state",
            "funded_at",
            "funding_due_at",
            "work_due_at",
            "work_notice_at",
            "idle_notice_at",
            "idle_refund_at",
            "last_day_at",
        ]
    )
    open_contact([milestone.contract.conversation_id])
    milestone_funded.send(Milestone, milestone=milestone)


def set_deadline(milestone: Milestone, due: datetime, *, at: datetime) -> None:
    """The work is due at another instant, and both are told again before it."""
    milestone.work_due_at, milestone.work_notice_at = due, _notice(due, at)
    milestone.save(update_fields=["work_due_at", "work_notice_at"])


def move_deadline(milestone: Milestone, *, days: int, at: datetime) -> None:
    """The same, so many days later (or earlier), where the time runs."""
    if milestone.work_due_at is not None:
        set_deadline(milestone, milestone.work_due_at + timedelta(days=days), at=at)


def _notice(due: datetime, at: datetime) -> datetime:
    """When both are told that the work is due soon: some days before, but not before half of the time is over."""
    return max(due - timedelta(days=settings.LIFECYCLE.deadline_warning_days), at + max(due - at, timedelta(0)) / 2)


def pause(milestone: Milestone, state: str, *, at: datetime, answer_by: datetime | None = None) -> None:
    """It waits for something else: a refund's answer (`answer_by`), a dispute. What is left of the clock of silence is
    kept. Saves the reason of a refund too.
    """
    if milestone.state != Milestone.State.REFUND_REQUESTED:
        milestone.state_before_refund = milestone.state
        milestone.review_left = milestone.review_due_at - at if milestone.review_due_at else None
    milestone.state, milestone.review_due_at, milestone.refund_due_at = state, None, answer_by
    milestone.save(
        update_fields=["state_before_refund", "state", "refund_reason", "refund_due_at", "review_left", "review_due_at"]
    )


def resume(milestone: Milestone, *, at: datetime, stood: timedelta | None = None) -> None:
    """Back to the state before it was paused, with what was left of the clock of silence. Saves since when a refund
    counts as refused, too. `stood` is for how long work could not be delivered: it is due so much later."""
    milestone.state, milestone.state_before_refund = milestone.state_before_refund, ""
    milestone.review_due_at = at + milestone.review_left if milestone.review_left is not None else None
    milestone.refund_due_at = milestone.review_left = None
    milestone.save(
        update_fields=[
            "state",
            "state_before_refund",
            "review_due_at",
            "refund_due_at",
            "review_left",
            "refund_refused_at",
        ]
    )
    if stood and milestone.state == Milestone.State.FUNDED and milestone.work_due_at is not None:
        set_deadline(milestone, milestone.work_due_at + stood, at=at)


def freeze(milestone: Milestone, *, at: datetime) -> None:
    """The client's bank looks at the payment: nothing that is held moves, and the clocks stand."""
    milestone.frozen_at = at
    milestone.save(update_fields=["frozen_at"])


def thaw(milestone: Milestone, *, at: datetime) -> None:
    """What is held may move again; each clock runs on with what was left of it. Saves the figures too."""
    if milestone.frozen_at is None:
        return
    by = at - milestone.frozen_at
    for name in STANDING:
        if (due := getattr(milestone, name)) is not None:
            setattr(milestone, name, due + by)
    milestone.frozen_at = None
    milestone.save(update_fields=["frozen_at", *STANDING, *FIGURES])
    hold_thawed.send(Milestone, milestone=milestone, by=by)


def mark_taken(milestone: Milestone, *, at: datetime) -> None:
    """The client's bank took all that was held. Saves the figures too."""
    milestone.frozen_at = None
    mark_refunded(milestone, at=at)


def mark_released(milestone: Milestone, *, at: datetime) -> None:
    """All that was held is let go to the freelancer. Saves the figures that payments has written on it too."""
    _end(milestone, Milestone.State.RELEASED, at)


def mark_refunded(milestone: Milestone, *, at: datetime) -> None:
    """What was held goes back to the client; a part released before makes it a split. Saves the figures too."""
    _end(milestone, Milestone.State.SPLIT if milestone.released_value else Milestone.State.REFUNDED, at)


def mark_dropped(milestone: Milestone, *, at: datetime) -> None:
    """Both agreed to do without it, before its money was held."""
    _end(milestone, Milestone.State.DROPPED, at)


def mark_lapsed(milestone: Milestone, *, at: datetime) -> None:
    """Nobody funded it in time. If it is the first one and nothing was ever funded, the contract lapses with it."""
    contract = milestone.contract
    if (
        contract.milestones.exclude(funded_at=None).exists()
        or contract.milestones.filter(position__lt=milestone.position).exclude(state=Milestone.State.DROPPED).exists()
    ):
        _end(milestone, Milestone.State.LAPSED, at)
    else:
        _lapse_contract(contract, at)


def _end(milestone: Milestone, state: str, at: datetime) -> None:
    milestone.state, milestone.ended_at = state, at
    for clock in CLOCKS:
        setattr(milestone, clock, None)
    milestone.save(update_fields=["state", "ended_at", "frozen_at", *FIGURES, *CLOCKS])
    _follow(milestone.contract, at)


def _follow(contract: Contract, at: datetime) -> None:
    """Start the funding clock of the next milestone, or complete a contract of which none is left."""
    if contract.state != Contract.State.ACTIVE:
        return
    milestones = list(contract.milestones.all())
    waiting = [each for each in milestones if not each.is_ended]
    if not waiting:
        _complete(contract, at, is_done=any(each.released_value for each in milestones))
    elif waiting[0].state == Milestone.State.AWAITING_FUNDING and waiting[0].funding_due_at is None:
        waiting[0].funding_due_at = at + timedelta(days=settings.LIFECYCLE.funding_days)
        waiting[0].save(update_fields=["funding_due_at"])


def _complete(contract: Contract, at: datetime, *, is_done: bool) -> None:
    contract.state, contract.ended_at = Contract.State.COMPLETED, at
    contract.save(update_fields=["state", "ended_at"])
    if is_done:  # no document of the search holds this figure
        Profile.objects.filter(user=contract.freelancer_id).update(jobs_done=F("jobs_done") + 1)


def lapse_unfunded(contract: Contract, *, at: datetime) -> None:
    """Those of an ending contract's milestones that wait for their money wait no more."""
    contract.milestones.filter(state=Milestone.State.AWAITING_FUNDING).update(
        state=Milestone.State.LAPSED, ended_at=at, funding_due_at=None
    )


def _lapse_contract(contract: Contract, at: datetime) -> None:
    lapse_unfunded(contract, at=at)
    contract.state, contract.ended_at = Contract.State.LAPSED, at
    contract.save(update_fields=["state", "ended_at"])
    if contract.bid is not None:
        _reopen_job(contract, contract.bid, at)


def _reopen_job(contract: Contract, bid: Bid, at: datetime) -> None:
    """The job opens again, and the freelancer has the bid's place in her month back.

    A direct offer does not: it was for her alone, and its contract came to nothing. The client may offer anew.
    """
    if bid.is_offer:
        Job.objects.filter(pk=bid.job_id, state=Job.State.FILLED).update(state=Job.State.EXPIRED)
        Bid.objects.filter(pk=bid.pk).update(state=Bid.State.LAPSED)
        return
    expires = at + timedelta(days=settings.LIFECYCLE.job_open_days)
    reopened = Job.objects.filter(pk=bid.job_id, state=Job.State.FILLED).update(
        state=Job.State.OPEN, ended_at=None, expires_at=expires, warned_at=None
    )
    client = ClientProfile.objects.filter(user=contract.client_id, jobs_filled__gte=reopened)
    client.update(jobs_filled=F("jobs_filled") - reopened)
    # The job before the bid, as everywhere: in the other order this would meet a verb of a bid in a deadlock.
    Bid.objects.filter(pk=bid.pk).update(state=Bid.State.LAPSED, returned_at=at)
    job_changed.send(Job, job_id=bid.job_id)
