"""Selections: of past phases published, one that waits to be confirmed, and a committed seed of the open phase."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db.models import Max

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.training.models import Phase, Programme, Selection
from market.training.selection.actions import commit_seed, make_draw, record_change
from market.training.selection.document import digest_of

DAY = timedelta(days=1)
State = Selection.State


def make_selections(people: dict[str, User]) -> None:
    """Of every phase whose applications have opened: each step at its own time, and nobody is notified of it."""
    now = clock.now()
    programme = Programme.objects.filter(starts_on__lte=clock.local(now).date()).first()
    for phase in Phase.objects.filter(programme=programme, opens_at__lte=now, selection=None).order_by("number"):
        with _at(phase.opens_at):
            selection = commit_seed(phase, None)
        for step, at in ((_draw, phase.closes_at + DAY), (_publish, phase.closes_at + 3 * DAY)):
            if at < now:
                with _at(at):
                    step(selection, people)


def _at(instant: datetime) -> AbstractContextManager[Past]:
    return entered(Past(instant - clock.wall()))


def _draw(selection: Selection, people: dict[str, User]) -> None:
    make_draw(selection, people["oli"])
    record_change(selection, people["oli"], digest=digest_of(selection))


def _publish(selection: Selection, people: dict[str, User]) -> None:
    selection.state, selection.confirmed_by, selection.published_at = State.PUBLISHED, people["onu"], clock.now()
    selection.due_at = selection.remind_at = None
    selection.told_to = selection.places.aggregate(last=Max("pk"))["last"] or 0
    selection.save()
    record_change(selection, people["onu"])
