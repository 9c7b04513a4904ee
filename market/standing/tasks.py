"""The clock of standings."""

from datetime import datetime

from django.db.models import Min

from market.core import clock
from market.standing.actions import recount
from market.standing.models import Recount


def _next_due() -> datetime | None:
    due: datetime | None = Recount.objects.aggregate(due=Min("due_at"))["due"]
    return due


@clock.clock(next_due=_next_due)
def count_standings() -> None:
    """At midnight everybody of whom something happened, or left the window, is counted anew."""
    due = Recount.objects.filter(due_at__lte=clock.now()).order_by("due_at", "user", "side")
    people = dict.fromkeys(due.values_list("user", "side"))
    sides = dict(enumerate(people))
    clock.work_off(sides, lambda at: recount(user_id=sides[at][0], side=sides[at][1]))
