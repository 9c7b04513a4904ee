"""Who is to hear of an event is notified, in its transaction."""

from market.core.base.events import Emission, consumes_events
from market.notifications.telling.actions import notify

YOU = {"en": "you", "bn": "আপনি"}


@consumes_events
def notify_users(emission: Emission) -> None:
    """Notify each user that the event is for; in their own notification they are "you"."""
    for user in emission.to:
        facts = {name: YOU if value == user else value for name, value in emission.payload.items()}
        notify(user, emission.event.code, emission.about, on=emission.on, **facts)
