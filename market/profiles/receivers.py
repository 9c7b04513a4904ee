"""A claimed certificate creates a draft profile."""

from typing import Any

from django.dispatch import receiver

from market.accounts.models import User
from market.core.base import signals
from market.profiles.freelancers.actions import create_profile


@receiver(signals.certificate_claimed, dispatch_uid="profiles.claimed")
def certificate_claimed(*, user: User, **kwargs: Any) -> None:
    """Create a draft in the same transaction; a repeated claim changes nothing. Staff do not trade: they get none."""
    if not user.is_staff:
        create_profile(by=user)
