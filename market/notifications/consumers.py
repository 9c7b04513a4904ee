"""Notify the recipients of each event; settle pending notifications after a block."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.core.base.events import WITH, Emission, consumes_events, placeholders
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import settle_news_of
from market.safety.signals import user_blocked

if TYPE_CHECKING:
    from market.accounts.models import User

YOU = {"en": "you", "bn": "আপনি"}


@consumes_events
def notify_users(emission: Emission) -> None:
    """Notify each user that the event is for; in their own notification they are "you"."""
    words = emission.event.notification
    if words is None:
        return
    names = {*placeholders(*words.sentences), WITH}
    for user in emission.to:
        payload = emission.event.facts_for(user, emission.payload, on=emission.on)
        facts = {name: YOU if value == user else value for name, value in payload.items() if name in names}
        notify(user, words.code, emission.about, on=emission.page or emission.on, **facts)


@receiver(user_blocked, dispatch_uid="notifications.user_blocked")
def on_user_blocked(*, blocker: "User", blocked: "User", **kwargs: Any) -> None:
    """Neither gets what still waited about the other."""
    settle_news_of(user=blocker, about=blocked)
    settle_news_of(user=blocked, about=blocker)
