"""Who is to hear of an event is notified, in its transaction; whom a block keeps apart hears of each other no more."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.core.base.events import Emission, consumes_events
from market.notifications.telling.actions import notify
from market.notifications.telling.reading_actions import settle_news_of
from market.safety.signals import parted

if TYPE_CHECKING:
    from market.accounts.models import User

YOU = {"en": "you", "bn": "আপনি"}


@consumes_events
def notify_users(emission: Emission) -> None:
    """Notify each user that the event is for; in their own notification they are "you"."""
    for user in emission.to:
        facts = {name: YOU if value == user else value for name, value in emission.payload.items()}
        notify(user, emission.event.code, emission.about, on=emission.on, **facts)


@receiver(parted, dispatch_uid="notifications.parted")
def people_parted(*, blocker: "User", blocked: "User", **news: Any) -> None:
    """Neither is told any more what waited of the other."""
    settle_news_of(user=blocker, about=blocked)
    settle_news_of(user=blocked, about=blocker)
