"""Actions of the parties on a milestone that move no money: deliver, ask for changes or a refund, refuse one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.contracts.workroom import events, transitions
from market.contracts.workroom.events import emit_in_contract
from market.contracts.workroom.handing_in_actions import hand_in
from market.contracts.workroom.queries import lock_contract, lock_milestones
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound
from market.core.base.payloads import Written
from market.files.access import attachable

if TYPE_CHECKING:
    from market.accounts.models import User


MOST_MORE_DAYS = 60  # of more time, or for changes


class NotTheFreelancer(NotAllowed):
    help = "delivering#sides"
    code = "not_the_freelancer"
    sentence = _("Only the freelancer of this contract can do this.")


class NotTheClient(NotAllowed):
    help = "delivering#sides"
    code = "not_the_client"
    sentence = _("Only the client of this contract can do this.")


class MilestoneNotReady(DomainError):
    help = "delivering#sides"
    code = "milestone_wrong_state"
    sentence = _("This cannot be done with the milestone now: it is “%(state)s”.")


class TimeIsUp(DomainError):
    help = "clocks#late"
    code = "time_is_up"
    sentence = _("The time for this is over. What follows from it is being done now: look again in a minute.")


class RevisionsUsed(DomainError):
    help = "delivering#revisions"
    code = "revisions_used"
    sentence = _(
        "The rounds of changes in the price are used: %(included)s. Approve the work, ask her to grant one more round, "
        "propose a change of the contract, or ask for the money back."
    )


class RefundRefusedBefore(DomainError):
    help = "refunds#ask"
    code = "refund_refused_before"
    sentence = _(
        "You have asked for a refund of this delivery before. Approve it or request changes; then you may ask again."
    )


class RevisionsNotCounted(DomainError):
    help = "delivering#revisions"
    code = "revisions_not_counted"
    sentence = _("Rounds of changes are not counted here: the client may request changes.")


@atomic
def submit_work(*, by: "User", milestone_id: int, note: str, file_ids: Sequence[str] = ()) -> Milestone:
    """Submit work: a note and the ids of the freelancer's uploads. Starts the client's review period, and ends a notice
    to cancel.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady, NothingDelivered, Invalid for files of other users.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_state(milestone, Milestone.State.FUNDED, Milestone.State.CHANGES_REQUESTED)
    due = hand_in(milestone, by=by, note=note, file_ids=file_ids)
    emit_in_contract(events.MilestoneSubmitted(due=due, amount=milestone.held), on=milestone, by=by)
    return milestone


@atomic
def request_changes(
    *, by: "User", milestone_id: int, note: str, days: int | None = None, file_ids: Sequence[str] = ()
) -> Milestone:
    """Ask for changes to delivered work, due in so many days; `file_ids` are uploads that show them. The deadline of
    the review is cleared.

    They are never due before the work was, and not after the last day of holding. Raises NotFound, NotTheClient,
    MilestoneNotReady, RevisionsUsed, Invalid also for files of other users.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require_state(milestone, Milestone.State.SUBMITTED)
    if milestone.revisions_left == 0:
        raise RevisionsUsed(included=milestone.revisions)
    instant = clock.now()
    due = _changes_due_at(milestone, settings.LIFECYCLE.changes_days if days is None else days, at=instant)
    deliveries, uploads = milestone.deliveries.current(), attachable(by, file_ids)
    last = deliveries.filter(number=deliveries.count())
    last.update(changes_note=note, changes_requested_at=instant)
    if uploads:
        last.get().changes_files.set(uploads)
    milestone.state = Milestone.State.CHANGES_REQUESTED
    transitions.set_review(milestone, None, at=instant)
    milestone.save(update_fields=["state", "review_due_at", "review_notice_at"])
    transitions.set_deadline(milestone, due, at=instant)
    emit_in_contract(events.MilestoneChangesRequested(note=Written(by, note[:200]), due=due), on=milestone, by=by)
    return milestone


def leaves_time(milestone: Milestone) -> bool:
    """Whether the work is due later than the usual days of changes from now: they then change nothing."""
    usual = clock.now() + timedelta(days=settings.LIFECYCLE.changes_days)
    return milestone.work_due_at is not None and milestone.work_due_at > usual


def _changes_due_at(milestone: Milestone, days: int, *, at: datetime) -> datetime:
    if not 1 <= days <= MOST_MORE_DAYS:
        raise Invalid(errors={"days": [_("Give 1 to %(most)s days.") % {"most": MOST_MORE_DAYS}]})
    due = max(at + timedelta(days=days), milestone.work_due_at or at)
    return min(due, milestone.last_day_at or due)


@atomic
def grant_revision(*, by: "User", milestone_id: int) -> Milestone:
    """The freelancer adds one round of changes to those in the price.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady, RevisionsNotCounted.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_state(milestone, Milestone.State.FUNDED, Milestone.State.SUBMITTED, Milestone.State.CHANGES_REQUESTED)
    if milestone.revisions is None:
        raise RevisionsNotCounted
    milestone.revisions += 1
    milestone.save(update_fields=["revisions"])
    granted = events.MilestoneRevisionGranted(included=milestone.revisions, used=milestone.revisions_used)
    emit_in_contract(granted, on=milestone, by=by)
    return milestone


@atomic
def notify_of_deadline(*, milestone_id: int) -> None:
    """Notify both parties that work or changes are due soon, and again once late. Does nothing before its time, or
    while a chargeback stops it."""
    milestone = locked_milestone(milestone_id)
    notice, due = milestone.work_notice_at, milestone.due_at
    if notice is None or notice > clock.now() or milestone.state not in Milestone.DUE or milestone.is_frozen:
        return
    is_late = due is None or due <= clock.now()
    milestone.work_notice_at = None if is_late else due
    milestone.save(update_fields=["work_notice_at"])
    late = events.MilestoneLate if milestone.state == Milestone.State.FUNDED else events.MilestoneChangesLate
    event = late if is_late else events.MilestoneDueSoon
    emit_in_contract(event(due=due or notice), on=milestone, by=None)


@atomic
def request_refund(*, by: "User", milestone_id: int, reason: str) -> Milestone:
    """Ask for the held money back, once for each delivery; the review deadline is paused.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp, RefundRefusedBefore.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require_state(milestone, Milestone.State.FUNDED, Milestone.State.SUBMITTED, Milestone.State.CHANGES_REQUESTED)
    if milestone.state == Milestone.State.SUBMITTED and milestone.refund_refused_at:
        raise RefundRefusedBefore
    instant = clock.now()
    milestone.refund_reason = reason
    answer_by = instant + timedelta(days=settings.LIFECYCLE.refund_answer_days)
    transitions.pause(milestone, Milestone.State.REFUND_REQUESTED, at=instant, answer_by=answer_by)
    emit_in_contract(events.MilestoneRefundRequested(due=answer_by, amount=milestone.held), on=milestone, by=by)
    return milestone


@atomic
def refuse_refund(*, by: "User", milestone_id: int) -> Milestone:
    """Refuse a refund: the milestone returns to its earlier state, with what was left of its review time.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_state(milestone, Milestone.State.REFUND_REQUESTED)
    _mark_refund_refused(milestone, at=clock.now())
    emit_in_contract(events.MilestoneRefundRefused(), on=milestone, by=by)
    return milestone


@atomic
def withdraw_refund(*, by: "User", milestone_id: int) -> Milestone:
    """Take a request for a refund back: the milestone goes on as after a refusal. Of a delivery it was the one request,
    so that nobody holds its review up by asking again and again.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require_state(milestone, Milestone.State.REFUND_REQUESTED)
    _mark_refund_refused(milestone, at=clock.now())
    emit_in_contract(events.MilestoneRefundWithdrawn(), on=milestone, by=by)
    return milestone


@atomic
def lapse_refund_request(*, milestone_id: int) -> None:
    """Refuse a refund request that was not answered in time. Does nothing if it was answered, or is not due."""
    milestone = locked_milestone(milestone_id)
    due = milestone.refund_due_at
    if milestone.state != Milestone.State.REFUND_REQUESTED or not due or due > clock.now() or milestone.is_frozen:
        return
    _mark_refund_refused(milestone, at=due)
    emit_in_contract(events.MilestoneRefundLapsed(), on=milestone, by=None)


def visible_milestone(by: "User", milestone_id: int) -> Milestone:
    """One of the user's milestones and its contract, locked in the order contract, milestone. Raises NotFound.

    The contract's milestones are held under the same lock.
    """
    return _lock_milestone(by, milestone_id)


def locked_milestone(milestone_id: int) -> Milestone:
    """Like `visible_milestone`, of any user, and of bonuses too. Raises NotFound."""
    return _lock_milestone(None, milestone_id)


def _lock_milestone(by: "User | None", milestone_id: int) -> Milestone:
    contract = lock_contract(milestone_id, by)
    # A separate statement, so that it sees what was committed while waiting for the contract's lock.
    milestones = lock_milestones(contract)
    work = next((each for each in milestones if each.pk == milestone_id), None)
    if work is not None:
        return work
    if by is not None:  # no user does with a bonus what is done with work
        raise NotFound
    bonus = lock(Milestone.everything.all(), milestone_id)
    bonus.contract = contract
    return bonus


def require_state(milestone: Milestone, *states: str) -> None:
    """Raises MilestoneNotReady unless the milestone is in one of the states, TimeIsUp once its deadline has passed.

    A deadline counts from its instant, even where the task that processes it is late.
    """
    if milestone.state not in states:
        raise MilestoneNotReady(state=milestone.get_state_display())
    if any(due is not None and due <= clock.now() for due in _state_ends(milestone)):
        raise TimeIsUp


def _state_ends(milestone: Milestone) -> list[datetime | None]:
    """The deadlines that end the milestone's state; none while it is frozen."""
    if milestone.is_frozen:
        return []
    by_state = {
        Milestone.State.FUNDED: (milestone.cancel_at, milestone.idle_refund_at),
        Milestone.State.SUBMITTED: (milestone.review_due_at,),
        Milestone.State.REFUND_REQUESTED: (milestone.refund_due_at,),
    }
    return [*by_state.get(Milestone.State(milestone.state), ()), milestone.last_day_at]


def _mark_refund_refused(milestone: Milestone, *, at: datetime) -> None:
    milestone.refund_refused_at = at
    transitions.resume(milestone, at=at)
