"""Conversations close when one user blocks another."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.messaging.actions import close_conversations
from market.safety.signals import user_blocked

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(user_blocked, dispatch_uid="messaging.user_blocked")
def on_user_blocked(*, blocker: "User", blocked: "User", **kwargs: Any) -> None:
    """Close the conversations of the two, in the transaction of the block."""
    close_conversations(blocker, blocked)
