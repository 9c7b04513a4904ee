"""The clocks of moderation: measures whose time is over, appeals without an answer, the rules' look, old hints."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from market.core import clock
from market.core.models import AuditEntry
from market.messaging.models import Message
from market.moderation.actions import end_measure, forget_hints, lift_unanswered, look_through
from market.moderation.actions.looking import RIPE
from market.moderation.models import Appeal, Hint, Measure, Watch


def _next_end() -> datetime | None:
    due: datetime | None = Measure.objects.standing().aggregate(due=Min("until"))["due"]
    return due


@clock.clock(next_due=_next_end)
def end_measures() -> None:
    """Measures whose time is over."""
    due = Measure.objects.standing().filter(until__lte=clock.now()).order_by("until", "pk")
    clock.work_off(due.values_list("pk", flat=True), lambda pk: end_measure(measure_id=pk))


def _next_unanswered() -> datetime | None:
    waiting = Appeal.objects.filter(decided_at=None).exclude(measure__level=Measure.Level.BAN)
    due: datetime | None = waiting.aggregate(due=Min("due_at"))["due"]
    return due


@clock.clock(next_due=_next_unanswered)
def lift_unanswered_measures() -> None:
    """Appeals that nobody answered in time; a ban waits for its answer."""
    waiting = Appeal.objects.filter(decided_at=None, due_at__lte=clock.now()).exclude(measure__level=Measure.Level.BAN)
    clock.work_off(waiting.values_list("pk", flat=True), lambda pk: lift_unanswered(appeal_id=pk))


def _next_look() -> datetime | None:
    watch = Watch.objects.filter(pk=1).first()
    if watch is None:
        return clock.now()
    deed = AuditEntry.objects.filter(pk__gt=watch.entry_id).order_by("pk").values_list("at", flat=True).first()
    said = Message.objects.filter(pk__gt=watch.message_id).order_by("pk").values_list("created_at", flat=True).first()
    return min((at + RIPE for at in (deed, said) if at is not None), default=None)


@clock.clock(next_due=_next_look)
def look_for_rules() -> None:
    """What was done and said since the last look."""
    look_through()


def _next_forgotten() -> datetime | None:
    oldest: datetime | None = Hint.objects.aggregate(oldest=Min("seen_at"))["oldest"]
    return oldest + timedelta(days=settings.LIFECYCLE.hint_days) if oldest else None


@clock.clock(next_due=_next_forgotten)
def forget_old_hints() -> None:
    """Hints that were not seen for long."""
    forget_hints()
