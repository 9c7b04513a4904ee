"""The clocks of standings."""

from market.core.base import clock
from market.standing.actions import DEEDS, note_all_deeds, recount
from market.standing.models import Recount


@clock.clock(next_due=DEEDS.next_due)
def note_whom_deeds_concern() -> None:
    """What happened since the last look."""
    note_all_deeds()


@clock.clock(next_due=clock.earliest(Recount.objects.all, "due_at"))
def count_standings() -> None:
    """At midnight everybody of whom something happened, or left the window, is counted anew."""
    due = Recount.objects.filter(due_at__lte=clock.now()).order_by("due_at", "user", "side")
    people = dict.fromkeys(due.values_list("user", "side"))
    sides = dict(enumerate(people))
    clock.work_off(sides, lambda at: recount(user_id=sides[at][0], side=sides[at][1]))
