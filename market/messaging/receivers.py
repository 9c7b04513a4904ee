"""Conversations close when one user blocks another."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.messaging.actions import close_conversations
from market.safety.signals import parted

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(parted, dispatch_uid="messaging.parted")
def people_parted(*, blocker: "User", blocked: "User", **kwargs: Any) -> None:
    """Close the conversations of the two, in the transaction of the block."""
    close_conversations(blocker, blocked)
