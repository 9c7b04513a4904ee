"""What the parties do with a milestone, but for money: deliver, ask for changes, ask for a refund, refuse one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.actions.telling import tell
from market.contracts.models import Contract, Delivery, Milestone
from market.core import clock
from market.core.db import atomic, fetch, lock
from market.core.errors import DomainError, Invalid, NotAllowed
from market.files.access import attachable

if TYPE_CHECKING:
    from market.accounts.models import User


class NotTheFreelancer(NotAllowed):
    code = "not_the_freelancer"
    sentence = _("Only the freelancer of this contract can do this.")


class NotTheClient(NotAllowed):
    code = "not_the_client"
    sentence = _("Only the client of this contract can do this.")


class MilestoneNotReady(DomainError):
    code = "milestone_wrong_state"
    sentence = _("This cannot be done with the milestone now: it is “%(state)s”.")


class TimeIsUp(DomainError):
    code = "time_is_up"
    sentence = _("The time for this is over. What follows from it is being done now: look again in a minute.")


class RefundRefusedBefore(DomainError):
    code = "refund_refused_before"
    sentence = _("She has refused a refund of this delivery. Approve it or ask for changes; then you may ask again.")


class NothingDelivered(Invalid):
    code = "nothing_delivered"
    sentence = _("Write what you deliver, or add a file.")


@atomic
def submit_work(*, by: "User", milestone_id: int, note: str, file_ids: Sequence[str] = ()) -> Milestone:
    """Hand work in: a note and uploads of hers (ids). The client has the days of silence to answer.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady, NothingDelivered, Invalid for files that are not hers.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require(milestone, Milestone.State.FUNDED, Milestone.State.CHANGES_REQUESTED)
    uploads = attachable(by, file_ids)
    if not note.strip() and not uploads:
        raise NothingDelivered(errors={"note": [NothingDelivered.sentence]})
    instant = clock.now()
    number = milestone.deliveries.count() + 1
    delivery = Delivery.objects.create(milestone=milestone, number=number, note=note, submitted_at=instant)
    delivery.files.set(uploads)
    milestone.state, milestone.submitted_at = Milestone.State.SUBMITTED, instant
    milestone.review_due_at = instant + timedelta(days=settings.LIFECYCLE.review_silence_days)
    milestone.refund_refused_at = None
    milestone.save(update_fields=["state", "submitted_at", "review_due_at", "refund_refused_at"])
    tell(milestone, "milestone.submitted", by=by, due=milestone.review_due_at, amount=milestone.held)
    return milestone


@atomic
def request_changes(*, by: "User", milestone_id: int, note: str) -> Milestone:
    """Ask for changes of what was delivered; the clock of silence stops.

    Raises NotFound, NotTheClient, MilestoneNotReady.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require(milestone, Milestone.State.SUBMITTED)
    milestone.deliveries.filter(number=milestone.deliveries.count()).update(
        changes_note=note, changes_requested_at=clock.now()
    )
    milestone.state, milestone.review_due_at = Milestone.State.CHANGES_REQUESTED, None
    milestone.save(update_fields=["state", "review_due_at"])
    tell(milestone, "milestone.changes_requested", by=by, note=note[:200])
    return milestone


@atomic
def request_refund(*, by: "User", milestone_id: int, reason: str) -> Milestone:
    """Ask for the held money back; the clock of silence pauses, once for each delivery.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp, RefundRefusedBefore.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require(milestone, Milestone.State.FUNDED, Milestone.State.SUBMITTED, Milestone.State.CHANGES_REQUESTED)
    if milestone.state == Milestone.State.SUBMITTED and milestone.refund_refused_at:
        raise RefundRefusedBefore
    instant = clock.now()
    milestone.state_before_refund, milestone.state = milestone.state, Milestone.State.REFUND_REQUESTED
    milestone.refund_reason = reason
    milestone.refund_due_at = instant + timedelta(days=settings.LIFECYCLE.refund_answer_days)
    milestone.review_left = milestone.review_due_at - instant if milestone.review_due_at else None
    milestone.review_due_at = None
    milestone.save(
        update_fields=["state_before_refund", "state", "refund_reason", "refund_due_at", "review_left", "review_due_at"]
    )
    tell(milestone, "milestone.refund_requested", by=by, due=milestone.refund_due_at, amount=milestone.held)
    return milestone


@atomic
def refuse_refund(*, by: "User", milestone_id: int) -> Milestone:
    """Say no to a refund: the milestone is back where it was, its clock goes on.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require(milestone, Milestone.State.REFUND_REQUESTED)
    _resume(milestone, at=clock.now())
    tell(milestone, "milestone.refund_refused", by=by)
    return milestone


@atomic
def lapse_refund_request(*, milestone_id: int) -> None:
    """Silence on a refund request counts as no. Does nothing if it was answered, or is not due."""
    milestone = locked_milestone(milestone_id)
    if (
        milestone.state != Milestone.State.REFUND_REQUESTED
        or not milestone.refund_due_at
        or milestone.refund_due_at > clock.now()
    ):
        return
    _resume(milestone, at=milestone.refund_due_at)
    tell(milestone, "milestone.refund_lapsed", by=None)


def visible_milestone(by: "User", milestone_id: int) -> Milestone:
    """Her milestone with its contract, both locked in the one order: contract, then milestone."""
    fetch(Milestone.objects.visible_to(by), milestone_id)
    return locked_milestone(milestone_id)


def locked_milestone(milestone_id: int) -> Milestone:
    """A milestone with its contract, both locked. Raises NotFound."""
    contract = lock(
        Contract.objects.select_related("client", "freelancer", "conversation"),
        fetch(Milestone.objects.all(), milestone_id).contract_id,
    )
    milestone = lock(Milestone.objects.all(), milestone_id)
    milestone.contract = contract
    return milestone


def require(milestone: Milestone, *states: str) -> None:
    """Raises MilestoneNotReady unless the milestone is in one of the states, TimeIsUp where a clock has ended it.

    A clock that is late changes nothing for the parties: what silence has decided stands from its instant on.
    """
    if milestone.state not in states:
        raise MilestoneNotReady(state=milestone.get_state_display())
    if any(due is not None and due <= clock.now() for due in _ends_of(milestone)):
        raise TimeIsUp


def _ends_of(milestone: Milestone) -> list[datetime | None]:
    """When the state it is in ends by itself."""
    by_state = {
        Milestone.State.FUNDED: milestone.idle_refund_at,
        Milestone.State.SUBMITTED: milestone.review_due_at,
        Milestone.State.REFUND_REQUESTED: milestone.refund_due_at,
    }
    return [by_state.get(Milestone.State(milestone.state)), milestone.last_day_at]


def _resume(milestone: Milestone, *, at: datetime) -> None:
    """Back to the state before the refund was asked, with what was left of the clock of silence."""
    milestone.state, milestone.state_before_refund = milestone.state_before_refund, ""
    milestone.review_due_at = at + milestone.review_left if milestone.review_left is not None else None
    milestone.refund_due_at = milestone.review_left = None
    milestone.refund_refused_at = at
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
