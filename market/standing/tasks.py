"""Deadlines of standings: reading the audit log, and recounts at midnight."""

from market.core.base import clock
from market.standing.actions import AUDIT_CURSOR, recount, schedule_all_recounts
from market.standing.models import Recount


@clock.deadline(next_due=AUDIT_CURSOR.next_due)
def note_whom_deeds_concern() -> None:
    """Read the audit log on from the cursor."""
    schedule_all_recounts()


@clock.deadline(next_due=clock.NextDue(Recount.objects.all, "due_at"))
def count_standings() -> None:
    """Recount everybody whose recount is due."""
    due = Recount.objects.filter(due_at__lte=clock.now()).order_by("due_at", "user", "side")
    people = dict.fromkeys(due.values_list("user", "side"))
    sides = dict(enumerate(people))
    clock.process_due(sides, lambda at: recount(user_id=sides[at][0], side=sides[at][1]))
