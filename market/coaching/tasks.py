"""Deadlines of support: reading new messages, and telling who should have answered."""

from market.coaching.models import Support
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
