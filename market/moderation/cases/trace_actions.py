"""Hints that accounts belong together: keyed hashes, kept for some months, for moderators only."""

from datetime import timedelta

from django.conf import settings

from market.accounts.models import User
from market.core.base import clock, site_keys
from market.core.base.db import atomic
from market.moderation.models import Hint


@atomic
def record_hint(*, user: User, kind: str, mark: str) -> None:
    """Store the keyed hash of a trace (`mark`) of a user as seen now."""
    hashed = site_keys.digest(site_keys.HINTS, f"{kind}:{mark}")[:32]
    Hint.objects.update_or_create(user=user, kind=kind, mark=hashed, defaults={"seen_at": clock.now()})


@atomic
def delete_old_hints() -> None:
    """Delete hints that were not seen for `hint_days`."""
    Hint.objects.filter(seen_at__lte=clock.now() - timedelta(days=settings.LIFECYCLE.hint_days)).delete()
