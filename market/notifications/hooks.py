"""What becomes of notifications when a block keeps two users apart."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.notifications.inbox.reading_actions import settle_news_of
from market.safety.signals import parted

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(parted, dispatch_uid="notifications.parted")
def people_parted(*, blocker: "User", blocked: "User", **news: Any) -> None:
    """Neither gets what still waited about the other."""
    settle_news_of(user=blocker, about=blocked)
    settle_news_of(user=blocked, about=blocker)
