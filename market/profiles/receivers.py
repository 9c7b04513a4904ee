"""What a claimed certificate does here: it begins a profile."""

from typing import Any

from django.dispatch import receiver

from market.accounts.models import User
from market.core.base import signals
from market.profiles.freelancers.actions import create_profile


@receiver(signals.certificate_claimed, dispatch_uid="profiles.claimed")
def certificate_claimed(*, user: User, **news: Any) -> None:
    """A draft, in the same transaction; claimed again it stays as it is. Staff do not trade, so they get none."""
    if not user.is_staff:
        create_profile(by=user)
