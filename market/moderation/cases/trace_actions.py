"""Traces that accounts may share: kept as keyed hashes for some months, shown to moderators, used for nothing else."""

from datetime import timedelta

from django.conf import settings

from market.accounts.models import User
from market.core.base import clock, site_keys
from market.core.base.db import atomic
from market.moderation.models import Hint


@atomic
def note_hint(*, user: User, kind: str, mark: str) -> None:
    """Note that a trace of hers was seen now. What it was cannot be read from what is kept."""
    hashed = site_keys.digest(site_keys.HINTS, f"{kind}:{mark}")[:32]
    Hint.objects.update_or_create(user=user, kind=kind, mark=hashed, defaults={"seen_at": clock.now()})


@atomic
def forget_hints() -> None:
    """Those that were not seen for long are gone."""
    Hint.objects.filter(seen_at__lte=clock.now() - timedelta(days=settings.LIFECYCLE.hint_days)).delete()
