"""Who is in the conversations when somebody becomes a trainer, or is none any more; a block ends coaching."""

from typing import Any

from django.dispatch import receiver

from market.accounts.models import User
from market.coaching.mentoring.actions import end_between
from market.coaching.support.actions import follow_trainer
from market.core.base import signals
from market.safety.models import Block
from market.safety.signals import user_blocked


@receiver(signals.profile_changed, sender=User, dispatch_uid="coaching.trainer")
def trainer_changed(*, user_id: int, **kwargs: Any) -> None:
    """Roles changed, or the account was closed or came back."""
    follow_trainer(user_id=user_id)


@receiver(user_blocked, sender=Block, dispatch_uid="coaching.block")
def apart(*, blocker: User, blocked: User, **kwargs: Any) -> None:
    """Whoever keeps somebody away is coached by them no more, nor coaches them."""
    end_between(blocker, blocked)
