"""Selections: of past phases published, one that waits to be confirmed, and committed seeds of those to come."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count

from django.db.models import Max

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.past import Past, entered
from market.site.demo.graduation import graduating_batch
from market.training.models import Enrolment, EnrolmentChange, Phase, Programme, Selection
from market.training.selection.actions import close_selection, commit_seed
from market.training.selection.draw_actions import make_draw, record_change

DAY = timedelta(days=1)
State = Selection.State


@atomic
def make_selections(people: dict[str, User]) -> None:
    """Of every phase: each step at its own time, and nobody is notified of it."""
    now = clock.now()
    programme = Programme.objects.filter(starts_on__lte=clock.local(now).date()).first()
    for phase in Phase.objects.filter(programme=programme, selection=None).order_by("number"):
        with _at(phase.planned_at):
            selection = commit_seed(phase, None)
        for step, at in (
            (_close, phase.closes_at),
            (_draw, phase.closes_at + DAY),
            (_publish, phase.closes_at + 3 * DAY),
        ):
            if at < now:
                with _at(at):
                    step(selection, people)


def _at(instant: datetime) -> AbstractContextManager[Past]:
    return entered(Past(instant - clock.wall()))


def _close(selection: Selection, people: dict[str, User]) -> None:
    close_selection(selection_id=selection.pk)
    selection.refresh_from_db()


def _draw(selection: Selection, people: dict[str, User]) -> None:
    make_draw(selection, people["oli"])


def _publish(selection: Selection, people: dict[str, User]) -> None:
    selection.state, selection.confirmed_by, selection.published_at = State.PUBLISHED, people["onu"], clock.now()
    selection.due_at = selection.remind_at = None
    selection.told_to = selection.places.aggregate(last=Max("pk"))["last"] or 0
    selection.save()
    record_change(selection, people["onu"])
    _seat(selection)


def _seat(selection: Selection) -> None:
    """Everybody with a seat takes it; of batches that are over, but the last, they have completed the course."""
    now, today, last = clock.now(), clock.local(clock.wall()).date(), graduating_batch()
    numbers: defaultdict[int | None, Iterator[int]] = defaultdict(lambda: count(1))
    rows = selection.places.filter(outcome="seat").select_related("batch", "application__certificate").order_by("rank")
    places = [
        Enrolment(
            batch=each.batch,
            trainee_id=each.application.applicant_id,
            application=each.application,
            name_en=each.application.certificate.name_en,
            name_bn=each.application.certificate.name_bn,
            state=Enrolment.State.COMPLETED
            if each.batch.ended_on < today and each.batch != last
            else Enrolment.State.ACCEPTED,
            seat=next(numbers[each.batch_id]),
            offered_at=now,
        )
        for each in rows
        if each.batch and each.application.certificate
    ]
    changes = [
        EnrolmentChange(enrolment=each, state=state, at=now, by_id=each.trainee_id if state == "accepted" else None)
        for each in Enrolment.objects.bulk_create(places)
        for state in ("offered", "accepted", *(["completed"] if each.state == "completed" else []))
    ]
    EnrolmentChange.objects.bulk_create(changes)
