"""The client's notice to cancel late work, its end by the client, and what happens when it has run out.

It also ends by itself, in contracts: by a delivery, by a later due date on which both agree, by a request for a refund
and by a dispute (`workroom.transitions.end_cancel_notice`). A chargeback stops it like every other deadline.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone, Proposal
from market.contracts.reminders import terms as reminders
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import NotTheClient, locked_milestone, require_state, visible_milestone
from market.contracts.workroom.events import emit_in_contract
from market.contracts.workroom.progress import is_late
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.payments.cancelling import events
from market.payments.models import Refund
from market.payments.refunds.actions import refund_held
from market.payments.releases.actions import refuse_frozen

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State


class NotLate(DomainError):
    help = "clocks#late"
    code = "not_late"
    sentence = _("This work is not late: notice to cancel can be given once its due date has passed.")


class NoticeGiven(DomainError):
    help = "clocks#late"
    code = "cancel_notice_given"
    sentence = _("Notice to cancel this has been given already.")


class NoNotice(DomainError):
    help = "clocks#late"
    code = "no_cancel_notice"
    sentence = _("No notice to cancel this is running.")


@atomic
def give_cancel_notice(*, by: "User", milestone_id: int) -> Milestone:
    """The client gives notice to cancel late work of which nothing was delivered. An open request for more time is
    answered before the notice ends.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp, HoldFrozen, NoticeGiven, NotLate.
    """
    milestone = _milestone_of_client(by, milestone_id)
    refuse_frozen(milestone)
    if milestone.cancel_at is not None:
        raise NoticeGiven
    if not is_late(milestone):
        raise NotLate
    due = transitions.start_cancel_notice(milestone, at=clock.now())
    waiting = milestone.proposals.filter(kind=Proposal.Kind.EXTENSION, state=Proposal.State.OPEN, due_at__gt=due)
    waiting.update(due_at=due)
    emit_in_contract(events.MilestoneCancelNoticeGiven(due=due, amount=milestone.held), on=milestone, by=by)
    return milestone


@atomic
def withdraw_cancel_notice(*, by: "User", milestone_id: int) -> Milestone:
    """The client takes the notice back: the work stays late, and the money held.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp, NoNotice.
    """
    milestone = _milestone_of_client(by, milestone_id)
    if milestone.cancel_at is None:
        raise NoNotice
    milestone.cancel_at = milestone.cancel_reminder_at = None
    milestone.save(update_fields=["cancel_at", "cancel_reminder_at"])
    emit_in_contract(events.MilestoneCancelNoticeWithdrawn(), on=milestone, by=by)
    return milestone


def _milestone_of_client(by: "User", milestone_id: int) -> Milestone:
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require_state(milestone, State.FUNDED)
    return milestone


@atomic
def remind_of_cancel_notice(*, milestone_id: int) -> None:
    """Remind the freelancer of a notice that ends soon. Does nothing before its time, or twice."""
    milestone = locked_milestone(milestone_id)
    reminder, due, now = milestone.cancel_reminder_at, milestone.cancel_at, clock.now()
    if reminder is None or due is None or reminder > now or due <= now or milestone.is_frozen:
        return
    milestone.cancel_reminder_at = reminders.cancel_reminder_at(due, after=now)
    milestone.save(update_fields=["cancel_reminder_at"])
    event = events.MilestoneCancelNoticeDue(due=due, amount=milestone.held)
    emit(event, on=milestone, by=None, to=[milestone.contract.freelancer])


@atomic
def cancel_late(*, milestone_id: int) -> None:
    """The notice has ended and nothing was delivered: what is held goes back with its fee. Does nothing before, where
    the notice has ended otherwise, or while a chargeback stops it."""
    milestone = locked_milestone(milestone_id)
    due = milestone.cancel_at
    if due is None or due > clock.now() or milestone.state != State.FUNDED or milestone.is_frozen:
        return
    refund_held(milestone, Refund.Reason.CANCELLED, by=None)
