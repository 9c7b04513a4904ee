"""Hearing of a device; and time lost while nothing is heard of it: measured, returned by rule or by a trainer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.learning.exams.models import REASON_LENGTH
from market.learning.sittings import events
from market.learning.sittings.models import Interruption, Sitting
from market.learning.sittings.refusals import NoLostTime
from market.training.district_outages.moving_actions import move_along, stood_still

QUIET = timedelta(minutes=3)  # a page that has a line says each minute that it is there
RESUME = timedelta(days=3)  # so long time that was returned after the end can be used
OUTAGES = "sitting.ends_at"  # the deadline that outages of a district move
State = Interruption.State


def note_contact(sitting: Sitting) -> datetime:
    """Something was heard of a locked sitting, now. A long silence before it is stored. Returns the time."""
    now = clock.now()
    quiet_until = min(now, sitting.ends_at)
    if sitting.submitted_at is None and quiet_until - sitting.seen_at >= QUIET:
        Interruption.objects.create(sitting=sitting, from_at=sitting.seen_at, until_at=quiet_until)
    sitting.seen_at = now
    sitting.save(update_fields=["seen_at"])
    return now


@atomic
def say_present(*, by: User, sitting_id: int) -> Sitting:
    """The page says that it is there. Raises NotFound."""
    sitting = lock(Sitting.objects.of(by).select_related("exam"), sitting_id)
    note_contact(sitting)
    return sitting


@atomic
def report_lost_time(*, by: User, interruption_id: int, report: str) -> Interruption:
    """There was no power or no way to go on: what was lost is returned at once up to the exam's limit, the rest waits
    for a trainer. Raises NotFound, NoLostTime, Invalid for a report that says nothing.
    """
    own = Interruption.objects.filter(sitting__user=by, sitting__is_trial=False)
    sitting = lock(Sitting.objects.of(by).select_related("exam"), fetch(own, interruption_id).sitting_id)
    row = lock(own, interruption_id)
    now = clock.now()
    later = sitting.exam.sittings.of(by).real().filter(number__gt=sitting.number)
    is_open = sitting.submitted_at is None and sitting.exam.counts_at(sitting.ends_at)
    if row.state != State.MEASURED or not is_open or later.exists():
        raise NoLostTime
    row.report, row.reported_at = written_reason(report, REASON_LENGTH), now
    row.lost_seconds = _lost(sitting, row)
    row.returned_seconds = max(0, min(row.lost_seconds, sitting.exam.outage_minutes * 60 - _returned_by_rule(sitting)))
    row.state = State.WAITING if row.open_seconds else State.RETURNED
    row.save(update_fields=["report", "reported_at", "lost_seconds", "returned_seconds", "state"])
    sitting.seen_at = now
    sitting.save(update_fields=["seen_at"])
    if row.returned_seconds:
        _move_end(sitting, max(sitting.ends_at, now), row.returned_seconds)
    facts = {"lost": row.lost_seconds, "returned": row.returned_seconds}
    audit("sitting.lost_time_reported", by=by, on=sitting, **facts)
    if row.state == State.WAITING:
        emit(events.LostTimeReported(**events.facts_of(sitting)), on=row, by=by, to=events.runners_of(sitting.exam))
    return row


def _lost(sitting: Sitting, row: Interruption) -> int:
    """In seconds, the longest time within an interruption in which nothing was answered, on the device or elsewhere:
    who goes on without a line has lost nothing. Without what an outage of the district has moved the end by."""
    times = sitting.answers.filter(answered_at__gt=row.from_at, answered_at__lt=row.until_at)
    instants = [row.from_at, *times.order_by("answered_at").values_list("answered_at", flat=True), row.until_at]
    since, until = max(pairwise(instants), key=lambda pair: pair[1] - pair[0])
    return int(stood_still(OUTAGES, sitting.pk, sitting.ends_at, since, until).total_seconds())


def _returned_by_rule(sitting: Sitting) -> int:
    """In seconds; all of it, once a time was longer than the rest of the limit."""
    if sitting.interruptions.filter(state__in=(State.WAITING, State.DECIDED)).exists():
        return sitting.exam.outage_minutes * 60
    return sum(sitting.interruptions.values_list("returned_seconds", flat=True))


def _move_end(sitting: Sitting, since: datetime, seconds: int) -> None:
    """Let the end be so many seconds later than `since` (fewer than none: earlier), with what outages moved it by."""
    was = sitting.ends_at
    sitting.ends_at = since + timedelta(seconds=seconds)
    sitting.returned_seconds = max(0, sitting.returned_seconds + seconds)
    sitting.save(update_fields=["ends_at", "returned_seconds"])
    move_along(OUTAGES, sitting.pk, sitting.ends_at, sitting.ends_at - was)


def measure_again(sitting: Sitting, times: Sequence[datetime]) -> None:
    """Take back what was returned of a time in which, as answers that came just now say, somebody went on: `times` are
    when these were made, before what was heard last. Called for a locked sitting."""
    rows = sitting.interruptions.exclude(lost_seconds=None).exclude(state=State.DECIDED) if times else ()
    for row in rows:
        if not any(row.from_at < at < row.until_at for at in times):
            continue
        row.lost_seconds = min(row.lost_seconds or 0, _lost(sitting, row))
        back = max(0, row.returned_seconds - row.lost_seconds)
        row.returned_seconds -= back
        row.state = State.WAITING if row.open_seconds else State.RETURNED
        row.save(update_fields=["lost_seconds", "returned_seconds", "state"])
        if back and sitting.is_running:
            _move_end(sitting, sitting.ends_at, -back)


@atomic
def decide_lost_time(*, by: User, interruption_id: int, minutes: int, answer: str) -> Interruption:
    """Return so many minutes more of what was lost, or none, with the reason. Where the sitting is over they can be
    used within three days, from a moment that the person chooses.

    Raises NotFound to others than those who run the exam, NoLostTime, Invalid.
    """
    rows = Interruption.objects.filter(sitting__in=Sitting.objects.run_by(by))
    sitting = lock(Sitting.objects.select_related("exam__course", "user"), fetch(rows, interruption_id).sitting_id)
    row = lock(rows, interruption_id)
    if row.state != State.WAITING or sitting.exam.released_at is not None:
        raise NoLostTime
    row.answer, row.decided_by, row.decided_at = written_reason(answer, REASON_LENGTH), by, clock.now()
    seconds = minutes * 60
    if not 0 <= seconds < row.open_seconds + 60:
        raise Invalid(errors={"minutes": [_("More than was lost cannot be returned.")]})
    seconds = min(seconds, row.open_seconds)
    row.returned_seconds, row.state = row.returned_seconds + seconds, State.DECIDED
    row.save(update_fields=["answer", "decided_by", "decided_at", "returned_seconds", "state"])
    _return(sitting, seconds)
    audit("sitting.lost_time_decided", by=by, on=sitting, returned=seconds, answer=row.answer)
    decided = events.LostTimeDecided(
        **events.facts_of(sitting), minutes=seconds // 60, answer=Written(by, row.answer), until=sitting.resume_until
    )
    emit(decided, on=sitting, by=by, to=[sitting.user])
    return row


def _return(sitting: Sitting, seconds: int) -> None:
    if seconds and sitting.is_running:
        _move_end(sitting, sitting.ends_at, seconds)
    elif seconds:
        sitting.resume_seconds = (sitting.resume_seconds or 0) + seconds
        sitting.resume_until = clock.now() + RESUME
        sitting.returned_seconds += seconds
        sitting.save(update_fields=["resume_seconds", "resume_until", "returned_seconds"])
