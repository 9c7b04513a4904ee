"""What silence decides. Every step has its instant and its default; late gives the same as on time."""

from datetime import datetime, timedelta
from decimal import Decimal

from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.money import rounded
from market.core.base.reminders import next_reminder
from market.disputes.claims.common import locked_dispute
from market.disputes.claims.events import DisputeUnanswered
from market.disputes.claims.refund_words import back_by_language
from market.disputes.closing_actions import close_dispute
from market.disputes.models import Dispute
from market.disputes.reasons import division
from market.disputes.rulings.actions import first_rulings, range_of
from market.disputes.rulings.decision_actions import decide_dispute
from market.disputes.rulings.desk_actions import LOOK_INTERVAL, assign_next, begin_ruling, holder_of

State, Ending = Dispute.State, Dispute.Ending
LAST_REMINDER = timedelta(days=1)  # before silence decides; the first is that of `reminder_at`


@atomic
def end_dispute_step(*, dispute_id: int) -> None:
    """The step's time is over: no answer grants the claim, unless it is for work that was not delivered; no settlement
    goes to a moderator, no appeal lets the ruling stand. Where another moderator let the time pass, the one ruling
    stands, or the middle of two that differ. Where nobody ruled, and on the last day of holding, the clock decides.
    Does nothing before its time."""
    dispute = locked_dispute(dispute_id)
    due, last = dispute.due_at, dispute.milestone.last_day_at
    if due is None or due > clock.now() or dispute.milestone.is_frozen:
        return
    if dispute.to_freelancer_value is not None:  # ruled for good or not appealed, or nobody ruled on the appeal in time
        is_on_appeal = dispute.is_ruled and dispute.state == State.APPEALED
        ending = Ending.APPEAL if is_on_appeal else Ending.RULED
        close_dispute(dispute, dispute.to_freelancer_value, ending, by=None, at=due)
    elif last is not None and last <= due:
        _end_on_the_last_day(dispute, at=due)
    elif dispute.state == State.OPENED:
        close_dispute(dispute, share_by_silence(dispute), Ending.SILENCE, by=None, at=due)
    elif dispute.state in (State.ANSWERED, State.NEGOTIATION):
        begin_ruling(dispute, at=due)
    elif (share := _share_so_far(dispute)) is not None:
        decide_dispute(dispute, share, at=due)
    else:
        close_dispute(dispute, default_share(dispute), Ending.CLOCK, by=None, at=due)


def _end_on_the_last_day(dispute: Dispute, *, at: datetime) -> None:
    """What a moderator has ruled stands, without an appeal: there is no more time. Else the clock decides."""
    share = _share_so_far(dispute)
    if share is None:
        close_dispute(dispute, default_share(dispute), Ending.CLOCK, by=None, at=at)
    else:
        close_dispute(dispute, share, Ending.RULED, by=None, at=at)


def _share_so_far(dispute: Dispute) -> Decimal | None:
    """What the moderators who have ruled so far give the freelancer; the middle, where they differ."""
    shares = list(first_rulings(dispute).values_list("to_freelancer_value", flat=True))
    return rounded(sum(shares, Decimal(0)) / len(shares)) if shares else None


@atomic
def look_after_dispute(*, dispute_id: int) -> None:
    """Who has not answered is reminded twice of what silence decides; a dispute whose moderator is gone, or that has
    none, gets another one, and is looked at again later. Does nothing before its time."""
    dispute = locked_dispute(dispute_id)
    if dispute.look_at is None or dispute.look_at > clock.now() or dispute.milestone.is_frozen:
        return
    if dispute.state == State.OPENED:
        _remind(dispute)
    elif holder_of(dispute):
        dispute.look_at = clock.now() + LOOK_INTERVAL
        dispute.save(update_fields=["look_at"])
    else:
        assign_next(dispute)


def _remind(dispute: Dispute) -> None:
    dispute.look_at = next_reminder(dispute.due_at, [LAST_REMINDER], after=clock.now())
    dispute.save(update_fields=["look_at"])
    if dispute.due_at is None or dispute.due_at <= clock.now():  # a clock that is late: silence has decided
        return
    share = share_by_silence(dispute)
    back = back_by_language(dispute, share)
    unanswered = division(DisputeUnanswered, dispute, share, back=back, due=dispute.due_at)
    emit(unanswered, on=dispute, by=None, to=[dispute.answering])


def share_by_silence(dispute: Dispute) -> Decimal:
    """What the freelancer gets where the claim is not answered: as claimed, but nothing for work without a delivery."""
    return dispute.claimed_share if dispute.is_granted_by_silence else default_share(dispute)


def default_share(dispute: Dispute) -> Decimal:
    """What the freelancer gets where nobody decided: as on the last day of holding, delivered work is paid, else not.
    Neither side gets more than it asked for."""
    least, most = range_of(dispute)
    is_delivered = dispute.milestone.state_before_refund == Milestone.State.SUBMITTED
    return most if is_delivered else least
