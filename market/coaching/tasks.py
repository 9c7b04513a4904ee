"""Deadlines of support, which reads new messages and tells who should have answered; the end of coaching."""

from market.coaching.mentoring import actions as coaching_actions
from market.coaching.models import Coaching, Support
from market.coaching.support import actions as support_actions
from market.core.base import clock
from market.core.base.row_deadlines import row_deadline


@clock.deadline(next_due=support_actions.CURSOR.next_due)
def note_messages_of_support() -> None:
    """Read the messages on from the cursor."""
    while support_actions.note_messages() == support_actions.AT_ONCE:
        pass


@row_deadline(lambda: Support.objects.filter(escalate_at__isnull=False), "escalate_at")
def escalate_support(support_id: int) -> None:
    """Tell the lead trainer, then the office, of trainees who wait too long."""
    support_actions.escalate(support_id=support_id)


@row_deadline(lambda: Coaching.objects.exclude(state=Coaching.State.ENDED), "ends_at")
def end_coaching(coaching_id: int) -> None:
    """End coaching whose time is over, and requests and offers that nobody answered."""
    coaching_actions.end_by_time(coaching_id=coaching_id)
