"""Who is in the conversations when somebody becomes a trainer, or is none any more."""

from typing import Any

from django.dispatch import receiver

from market.accounts.models import User
from market.coaching.support.actions import follow_trainer
from market.core.base import signals


@receiver(signals.profile_changed, sender=User, dispatch_uid="coaching.trainer")
def trainer_changed(*, user_id: int, **kwargs: Any) -> None:
    """Roles changed, or the account was closed or came back."""
    follow_trainer(user_id=user_id)
