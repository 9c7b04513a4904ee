"""A claimed certificate creates a draft profile; exams that are decided change what a profile shows."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from market.accounts.models import User
from market.core.base import signals
from market.profiles.freelancers.actions import create_profile
from market.profiles.freelancers.exam_actions import count_exams


@receiver(signals.certificate_claimed, dispatch_uid="profiles.claimed")
def certificate_claimed(*, user: User, **kwargs: Any) -> None:
    """Create a draft in the same transaction; a repeated claim changes nothing. Staff do not trade: they get none."""
    if not user.is_staff:
        create_profile(by=user)


@receiver(signals.exams_decided, dispatch_uid="profiles.exams")
def exams_decided(*, user_ids: Collection[int], **kwargs: Any) -> None:
    """Count the exams that they passed."""
    count_exams(user_ids)
