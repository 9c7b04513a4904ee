"""What talks do when two people are kept apart."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.messaging.actions import close_talks
from market.safety.signals import parted

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(parted, dispatch_uid="messaging.parted")
def people_parted(*, blocker: "User", blocked: "User", **news: Any) -> None:
    """Their talks are closed, in the transaction of the block."""
    close_talks(blocker, blocked)
