"""Every write of standings: noting whom to count anew, and counting."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, Q

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.log_cursor import Reader
from market.core.models import AuditEntry
from market.profiles.models import ClientProfile, Profile
from market.standing.event_consumers import concerned
from market.standing.facts import Deed, deeds_of
from market.standing.formula import WINDOW_DAYS, Side, parts_of, points_of
from market.standing.models import Recount, Score

WINDOW = timedelta(days=WINDOW_DAYS)
DEEDS = Reader("standing.deeds", AuditEntry.objects.all, "at")
AT_ONCE = 500


def midnight_before(at: datetime) -> datetime:
    """The last midnight of the site's day that is not after it."""
    return datetime.combine(clock.local(at).date(), time.min, ZoneInfo(settings.TIME_ZONE))


def midnight_after(at: datetime) -> datetime:
    """The first midnight after it."""
    return midnight_before(midnight_before(at) + timedelta(hours=36))


@atomic
def note_deeds() -> int:
    """Read on in the record: whom a deed concerns is counted at the midnight after it. Returns how many were read."""
    DEEDS.alone()
    deeds = list(DEEDS.ripen()[:AT_ONCE])
    if deeds:
        due = {(person, midnight_after(at)) for person, at in concerned(deeds)}
        Recount.objects.bulk_create(Recount(user_id=user, side=side, due_at=at) for (user, side), at in sorted(due))
        DEEDS.read(deeds[-1].pk)
    return len(deeds)


def note_all_deeds() -> None:
    """Read on until nothing is left, a part in each transaction."""
    while note_deeds() == AT_ONCE:
        pass


@atomic
def recount(*, user_id: int, side: str) -> Score:
    """Count a person's deeds of the window that were known at the last midnight. Twice, or late, it gives the same.

    Notes when the next of them begins to count, or leaves the window.
    """
    now = clock.now()
    at, due = midnight_before(now), Recount.objects.filter(user=user_id, side=side)
    seen = list(due.filter(due_at__lte=now).select_for_update(no_key=True).values_list("pk", flat=True))
    deeds = deeds_of(user_id, side, at - WINDOW)
    counts = {name: _count(known, at) for name, known in deeds.items()}
    points = points_of(parts_of(side, counts))
    score, _ = Score.objects.update_or_create(
        user_id=user_id,
        side=side,
        defaults={
            "counts": {name: [str(good), count] for name, (good, count) in counts.items()},
            "points": points,
            "counted_at": at,
        },
    )
    shown: type[Model] = Profile if side == Side.FREELANCER else ClientProfile
    same = Q(standing=None) if points is None else Q(standing=points)
    shown._default_manager.filter(user=user_id).exclude(same).update(standing=points)
    due.filter(pk__in=seen).delete()
    upcoming = min((_changes(deed, at) for known in deeds.values() for deed in known), default=None)
    if upcoming is not None and not due.filter(due_at__lte=upcoming).exists():
        Recount.objects.create(user_id=user_id, side=side, due_at=upcoming)
    return score


def _count(known: list[Deed], at: datetime) -> tuple[Decimal, int]:
    counting = [each.good for each in known if each.at < at]
    return sum(counting, Decimal(0)), len(counting)


def _changes(deed: Deed, at: datetime) -> datetime:
    """The midnight at which it begins to count, or counts no more."""
    return midnight_after(deed.at if deed.at >= at else deed.at + WINDOW)
