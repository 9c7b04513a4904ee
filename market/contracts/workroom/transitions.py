"""Transitions of a milestone that money causes: called by payments in its transaction, with the contract and then the
milestone locked. Each writes the state, the new deadlines, and what follows for the contract."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.contracts.reminders import terms as reminders
from market.contracts.signals import hold_thawed
from market.contracts.workroom.events import MilestoneCancelNoticeEnded, emit_in_contract
from market.core.base.reminders import next_reminder
from market.core.base.signals import figures_changed, job_changed, milestone_funded
from market.jobs.models import Job
from market.messaging.actions import open_contact
from market.profiles.models import ClientProfile, Profile
from market.training.district_outages.moving_actions import move_along, stood_still

FIGURES = ("held_value", "released_value", "refunded_value", "charged_back_value")
# Deadlines that are stopped by a chargeback. The last day of holding is set by the payment provider: it stays.
STOPPED_WHILE_FROZEN = (
    *("review_due_at", "review_notice_at", "refund_due_at", "refund_reminder_at"),
    *("cancel_at", "cancel_reminder_at", "idle_notice_at", "idle_refund_at"),
)
DEADLINE_FIELDS = (
    *("funding_due_at", "funding_reminder_at", "changes_due_at", "work_notice_at", "time_left"),
    *STOPPED_WHILE_FROZEN,
    *("last_day_at", "last_day_reminder_at"),
)
# What is late when a chargeback begins stays late; what is due after that moves.
MOVED_IF_AHEAD = ("work_due_at", "changes_due_at", "work_notice_at")
REMINDERS = {"cancel_reminder_at": "cancel_at", "idle_notice_at": "idle_refund_at"}
WAIT_IN_OUTAGES = ("work_due_at", "changes_due_at", "cancel_at", "idle_refund_at")


def mark_funded(milestone: Milestone, *, at: datetime, work_from: datetime | None = None) -> None:
    """Money is held: the work period starts, and so do the deadlines that end the hold.

    From now on contact data in the conversation is not masked: before, a contract costs nothing to make.
    `work_from` is when the work period begins, where an earlier milestone is in work; default `at`.
    """
    numbers = settings.LIFECYCLE
    milestone.state, milestone.funded_at = Milestone.State.FUNDED, at
    milestone.funding_due_at = milestone.funding_reminder_at = None
    milestone.work_due_at = (work_from or at) + timedelta(days=milestone.days)
    milestone.work_notice_at = _notice_at(milestone.work_due_at, at)
    milestone.idle_notice_at = at + timedelta(days=numbers.idle_notice_days)
    milestone.idle_refund_at = at + timedelta(days=numbers.idle_refund_days)
    milestone.last_day_at = at + timedelta(days=numbers.last_day_days)
    milestone.last_day_reminder_at = next_reminder(milestone.last_day_at, reminders.LAST_DAY, after=at)
    milestone.save(update_fields=["state", "funded_at", "work_due_at", *DEADLINE_FIELDS])
    open_contact([milestone.contract.conversation_id])
    milestone_funded.send(Milestone, milestone=milestone)


def set_deadline(milestone: Milestone, due: datetime, *, at: datetime, is_moved: bool = False) -> None:
    """Set the due date of the work, or of the changes asked for; both parties are notified again before it. What is
    not late is not cancelled. `is_moved`: it moves on, with the time of outages that is in it."""
    if due > at:
        end_cancel_notice(milestone)
    column = Milestone.DUE.get(Milestone.State(milestone.state), "work_due_at")
    was = getattr(milestone, column) if is_moved else None
    setattr(milestone, column, due)
    if due > at or milestone.work_notice_at is not None:  # else both were notified that it is late, and it still is
        milestone.work_notice_at = _notice_at(due, at)
    milestone.save(update_fields=[column, "work_notice_at"])
    if was is not None:
        move_along(f"milestone.{column}", milestone.pk, due, due - was)


def hold_work(milestone: Milestone) -> None:
    """The work period of a funded milestone does not run: it has no due date until `begin_work`."""
    milestone.work_due_at = milestone.work_notice_at = None
    milestone.save(update_fields=["work_due_at", "work_notice_at"])


def begin_work(milestone: Milestone, *, at: datetime) -> None:
    """The work period begins."""
    set_deadline(milestone, at + timedelta(days=milestone.days), at=at)


def move_deadline(milestone: Milestone, *, days: int, at: datetime) -> None:
    """Move the due date by a number of days, which may be negative. Does nothing without a due date."""
    if (due := milestone.due_at or milestone.work_due_at) is not None:
        set_deadline(milestone, due + timedelta(days=days), at=at, is_moved=True)


def _notice_at(due: datetime, at: datetime) -> datetime:
    """When to notify that the work is due soon: some days before, but not in the first half of the period."""
    return max(due - timedelta(days=settings.LIFECYCLE.deadline_warning_days), at + max(due - at, timedelta(0)) / 2)


def start_cancel_notice(milestone: Milestone, *, at: datetime) -> datetime:
    """The client's notice to cancel begins; it ends at the returned instant. The freelancer is reminded twice."""
    due = at + timedelta(days=settings.LIFECYCLE.cancel_notice_days)
    milestone.cancel_at, milestone.cancel_reminder_at = due, reminders.cancel_reminder_at(due, after=at)
    milestone.save(update_fields=["cancel_at", "cancel_reminder_at"])
    return due


def end_cancel_notice(milestone: Milestone) -> None:
    """End the client's notice to cancel, where one runs: the work came, or both go on in another way."""
    if milestone.cancel_at is None:
        return
    milestone.cancel_at = milestone.cancel_reminder_at = None
    milestone.save(update_fields=["cancel_at", "cancel_reminder_at"])
    emit_in_contract(MilestoneCancelNoticeEnded(), on=milestone, by=None)


def set_review(milestone: Milestone, due: datetime | None, *, at: datetime) -> None:
    """Begin the review of delivered work, or end it (None). The client is reminded twice before it is over. Does not
    save."""
    milestone.review_due_at, milestone.review_notice_at = due, reminders.review_notice_at(due, at)


def pause(milestone: Milestone, state: str, *, at: datetime, answer_by: datetime | None = None) -> None:
    """Interrupt a milestone for a refund request (due by `answer_by`) or a dispute. Stores the remaining time of the
    review, or of the work. Ends a notice to cancel. Also saves `refund_reason`.
    """
    end_cancel_notice(milestone)
    if milestone.state != Milestone.State.REFUND_REQUESTED:
        due = milestone.review_due_at or milestone.due_at
        milestone.state_before_refund = milestone.state
        milestone.time_left = due - at if due else None
    milestone.state, milestone.refund_due_at = state, answer_by
    milestone.refund_reminder_at = next_reminder(answer_by, reminders.REFUND, after=at)
    set_review(milestone, None, at=at)
    milestone.save(
        update_fields=[
            "state_before_refund",
            "state",
            "refund_reason",
            "refund_due_at",
            "refund_reminder_at",
            "time_left",
            "review_due_at",
            "review_notice_at",
        ]
    )


def resume(milestone: Milestone, *, at: datetime) -> None:
    """Return to the state before `pause`, with the remaining time of the review, or of the work: its due date moves by
    how long it could not be delivered. Also saves `refund_refused_at`."""
    milestone.state, milestone.state_before_refund = milestone.state_before_refund, ""
    due = at + milestone.time_left if milestone.time_left is not None else None
    is_reviewed = milestone.state == Milestone.State.SUBMITTED
    set_review(milestone, due if is_reviewed else None, at=at)
    milestone.refund_due_at = milestone.refund_reminder_at = milestone.time_left = None
    milestone.save(
        update_fields=[
            "state",
            "state_before_refund",
            "review_due_at",
            "review_notice_at",
            "refund_due_at",
            "refund_reminder_at",
            "time_left",
            "refund_refused_at",
        ]
    )
    if due is not None and not is_reviewed:
        set_deadline(milestone, due, at=at, is_moved=True)


def freeze(milestone: Milestone, *, at: datetime) -> None:
    """Freeze it during a chargeback: held money does not move, and deadlines stop."""
    milestone.frozen_at = at
    milestone.save(update_fields=["frozen_at"])


def thaw(milestone: Milestone, *, at: datetime) -> None:
    """End a freeze: each stopped deadline moves by the time it was frozen, and so does the due date of work that was
    not late before; hours that an outage moved it by already count once. Saves the figures too."""
    if milestone.frozen_at is None:
        return
    pk, since = milestone.pk, milestone.frozen_at
    still = {one: stood_still(f"milestone.{one}", pk, getattr(milestone, one), since, at) for one in WAIT_IN_OUTAGES}
    still |= {reminder: still[name] for reminder, name in REMINDERS.items()}
    still["work_notice_at"] = still[Milestone.DUE.get(Milestone.State(milestone.state), "work_due_at")]
    for name in (*STOPPED_WHILE_FROZEN, *MOVED_IF_AHEAD):
        due, by = getattr(milestone, name), still.get(name, at - since)
        if due is not None and (name in STOPPED_WHILE_FROZEN or due > since):
            setattr(milestone, name, due + by)
            if name in WAIT_IN_OUTAGES:
                move_along(f"milestone.{name}", pk, due + by, by, still=(since, at) if due > since else None)
    milestone.frozen_at = None
    milestone.save(update_fields=["frozen_at", *STOPPED_WHILE_FROZEN, *MOVED_IF_AHEAD, *FIGURES])
    hold_thawed.send(Milestone, milestone=milestone, by=at - since)


def mark_taken(milestone: Milestone, *, at: datetime) -> None:
    """A chargeback took all held money. Saves the figures too."""
    milestone.frozen_at = None
    mark_refunded(milestone, at=at)


def mark_released(milestone: Milestone, *, at: datetime) -> None:
    """All held money is released to the freelancer. Saves the figures that payments set on it too."""
    _end_milestone(milestone, Milestone.State.RELEASED, at)


def mark_refunded(milestone: Milestone, *, at: datetime) -> None:
    """Held money is refunded to the client; it is a split if a part was released before. Saves the figures too."""
    _end_milestone(milestone, Milestone.State.SPLIT if milestone.released_value else Milestone.State.REFUNDED, at)


def mark_dropped(milestone: Milestone, *, at: datetime) -> None:
    """Dropped by agreement before it was funded."""
    _end_milestone(milestone, Milestone.State.DROPPED, at)


def mark_lapsed(milestone: Milestone, *, at: datetime) -> None:
    """It was not funded in time. If it is the first one and nothing was ever funded, the contract lapses too."""
    contract = milestone.contract
    if (
        milestone.is_bonus
        or contract.milestones.exclude(funded_at=None).exists()
        or contract.milestones.filter(position__lt=milestone.position).exclude(state=Milestone.State.DROPPED).exists()
    ):
        _end_milestone(milestone, Milestone.State.LAPSED, at)
    else:
        _lapse_contract(contract, at)


def _end_milestone(milestone: Milestone, state: str, at: datetime) -> None:
    milestone.state, milestone.ended_at = state, at
    for field in DEADLINE_FIELDS:
        setattr(milestone, field, None)
    milestone.save(update_fields=["state", "ended_at", "frozen_at", *FIGURES, *DEADLINE_FIELDS])
    if not milestone.is_bonus:  # which changes nothing of what was agreed
        _advance_contract(milestone.contract, at)


def _advance_contract(contract: Contract, at: datetime) -> None:
    """Set the funding deadline of the next milestone, or complete the contract where none is left."""
    if contract.state != Contract.State.ACTIVE:
        return
    milestones = list(contract.milestones.all())
    waiting = [each for each in milestones if not each.is_ended]
    if not waiting:
        _complete_contract(contract, at, is_done=any(each.released_value for each in milestones))
    elif waiting[0].state == Milestone.State.AWAITING_FUNDING and waiting[0].funding_due_at is None:
        waiting[0].funding_due_at = at + timedelta(days=settings.LIFECYCLE.funding_days)
        waiting[0].funding_reminder_at = reminders.funding_reminder_at(waiting[0], after=at)
        waiting[0].save(update_fields=["funding_due_at", "funding_reminder_at"])


def _complete_contract(contract: Contract, at: datetime, *, is_done: bool) -> None:
    contract.state, contract.ended_at = Contract.State.COMPLETED, at
    contract.save(update_fields=["state", "ended_at"])
    if is_done:
        Profile.objects.filter(user=contract.freelancer_id).update(jobs_done=F("jobs_done") + 1)
        figures_changed.send(Profile, pk=contract.freelancer_id)


def lapse_unfunded(contract: Contract, *, at: datetime) -> None:
    """Lapse the milestones of an ending contract that wait to be funded."""
    contract.milestones.filter(state=Milestone.State.AWAITING_FUNDING).update(
        state=Milestone.State.LAPSED, ended_at=at, funding_due_at=None, funding_reminder_at=None
    )


def _lapse_contract(contract: Contract, at: datetime) -> None:
    lapse_unfunded(contract, at=at)
    contract.state, contract.ended_at = Contract.State.LAPSED, at
    contract.save(update_fields=["state", "ended_at"])
    if contract.bid is not None:
        _reopen_job(contract, contract.bid, at)


def _reopen_job(contract: Contract, bid: Bid, at: datetime) -> None:
    """Reopen the job, and return the bid to the freelancer's monthly allowance.

    The job of a direct offer was for one freelancer only: it expires instead. The client may offer anew.
    """
    if bid.is_offer:
        Job.objects.filter(pk=bid.job_id, state=Job.State.FILLED).update(state=Job.State.EXPIRED)
        Bid.objects.filter(pk=bid.pk).update(state=Bid.State.LAPSED)
        return
    expires = at + timedelta(days=settings.LIFECYCLE.job_open_days)
    first = expires - timedelta(days=settings.LIFECYCLE.job_warning_days)
    reopened = Job.objects.filter(pk=bid.job_id, state=Job.State.FILLED).update(
        state=Job.State.OPEN, ended_at=None, expires_at=expires, remind_at=first
    )
    client = ClientProfile.objects.filter(user=contract.client_id, jobs_filled__gte=reopened)
    client.update(jobs_filled=F("jobs_filled") - reopened)
    figures_changed.send(ClientProfile, pk=contract.client_id)
    # The job before the bid, as everywhere: in the other order this could deadlock with an action on the bid.
    Bid.objects.filter(pk=bid.pk).update(state=Bid.State.LAPSED, returned_at=at)
    job_changed.send(Job, job_id=bid.job_id)
