"""Every write of standings: scheduling recounts, and counting."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, Q

from market.core.base import clock, signals
from market.core.base.db import atomic
from market.core.base.log_cursor import LogCursor
from market.core.models import AuditEntry
from market.profiles.models import ClientProfile, Profile
from market.standing.event_consumers import affected_users
from market.standing.formula import WINDOW_DAYS, Side, input_scores, points_of
from market.standing.models import Recount, Score
from market.standing.scored_events import ScoredEvent, scored_events

WINDOW = timedelta(days=WINDOW_DAYS)
AUDIT_CURSOR = LogCursor("standing.deeds", AuditEntry.objects.all, "at")
AT_ONCE = 500


def midnight_before(at: datetime) -> datetime:
    """The last midnight, in the site's time zone, that is not after `at`."""
    return datetime.combine(clock.local(at).date(), time.min, ZoneInfo(settings.TIME_ZONE))


def midnight_after(at: datetime) -> datetime:
    """The first midnight, in the site's time zone, after `at`."""
    return midnight_before(midnight_before(at) + timedelta(hours=36))


@atomic
def schedule_recounts() -> int:
    """Read new audit entries: users whom one affects are recounted at the next midnight. Returns how many were read."""
    AUDIT_CURSOR.lock()
    entries = list(AUDIT_CURSOR.readable()[:AT_ONCE])
    if entries:
        due = {(person, midnight_after(at)) for person, at in affected_users(entries)}
        Recount.objects.bulk_create(Recount(user_id=user, side=side, due_at=at) for (user, side), at in sorted(due))
        AUDIT_CURSOR.advance_to(entries[-1].pk)
    return len(entries)


def schedule_all_recounts() -> None:
    """Read the audit log on from the cursor until its end, a part in each transaction."""
    while schedule_recounts() == AT_ONCE:
        pass


@atomic
def recount(*, user_id: int, side: str) -> Score:
    """Count a user's events of the window up to the last midnight. Running it twice, or late, gives the same score.

    Schedules the next recount: when an event begins to count, or leaves the window.
    """
    now = clock.now()
    at, due = midnight_before(now), Recount.objects.filter(user=user_id, side=side)
    processed = list(due.filter(due_at__lte=now).select_for_update(no_key=True).values_list("pk", flat=True))
    events = scored_events(user_id, side, at - WINDOW)
    counts = {name: _count(dated, at) for name, dated in events.items()}
    points = points_of(input_scores(side, counts))
    score, _ = Score.objects.update_or_create(
        user_id=user_id,
        side=side,
        defaults={
            "counts": {name: [str(good), count] for name, (good, count) in counts.items()},
            "points": points,
            "counted_at": at,
        },
    )
    page_model: type[Model] = Profile if side == Side.FREELANCER else ClientProfile
    same = Q(standing=None) if points is None else Q(standing=points)
    is_new = page_model._default_manager.filter(user=user_id).exclude(same).update(standing=points)
    if is_new and page_model is Profile:
        signals.figures_changed.send(Profile, pk=user_id)
    due.filter(pk__in=processed).delete()
    upcoming = min((_next_change(deed, at) for dated in events.values() for deed in dated), default=None)
    if upcoming is not None and not due.filter(due_at__lte=upcoming).exists():
        Recount.objects.create(user_id=user_id, side=side, due_at=upcoming)
    return score


def _count(events: list[ScoredEvent], at: datetime) -> tuple[Decimal, int]:
    counting = [each.good for each in events if each.at < at]
    return sum(counting, Decimal(0)), len(counting)


def _next_change(event: ScoredEvent, at: datetime) -> datetime:
    """The midnight at which an event begins to count or leaves the window."""
    return midnight_after(event.at if event.at >= at else event.at + WINDOW)
