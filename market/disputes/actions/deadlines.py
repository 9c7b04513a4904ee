"""What silence decides. Every step has its instant and its default; late gives the same as on time."""

from decimal import Decimal

from market.contracts.models import Milestone
from market.core import clock
from market.core.db import atomic
from market.disputes.actions.closing import close
from market.disputes.actions.common import locked_dispute
from market.disputes.actions.desk import begin_ruling
from market.disputes.actions.ruling import decide, given_first, range_of
from market.disputes.models import Dispute

State, Ending = Dispute.State, Dispute.Ending


@atomic
def end_dispute_step(*, dispute_id: int) -> None:
    """The step's time is over: no answer grants the claim, no settlement goes to a moderator, no appeal lets the ruling
    stand. Where nobody ruled, and on the last day of holding, the clock decides. Does nothing before its time."""
    dispute = locked_dispute(dispute_id)
    due, last = dispute.due_at, dispute.milestone.last_day_at
    if due is None or due > clock.now() or dispute.milestone.is_frozen:
        return
    if dispute.to_freelancer_value is not None:  # ruled, and not appealed, or nobody ruled on the appeal in time
        close(dispute, dispute.to_freelancer_value, Ending.RULED, by=None, at=due)
    elif last is not None and last <= due:
        close(dispute, share_by_clock(dispute), Ending.CLOCK, by=None, at=due)
    elif dispute.state == State.OPENED:
        close(dispute, dispute.claimed_share, Ending.SILENCE, by=None, at=due)
    elif dispute.state in (State.ANSWERED, State.NEGOTIATION):
        begin_ruling(dispute, at=due)
    elif (only := given_first(dispute).last()) is not None:  # the second moderator let her time pass
        decide(dispute, only.to_freelancer_value, at=due)
    else:
        close(dispute, share_by_clock(dispute), Ending.CLOCK, by=None, at=due)


def share_by_clock(dispute: Dispute) -> Decimal:
    """What she gets where nobody decided: as on the last day of holding, work that was handed in is paid, else not.
    Neither side gets more than it asked for."""
    least, most = range_of(dispute)
    is_delivered = dispute.milestone.state_before_refund == Milestone.State.SUBMITTED
    return most if is_delivered else least
