"""Who is to hear of an event is notified, in its transaction."""

from market.core.base.events import Emission, consumes_events, placeholders
from market.notifications.inbox.actions import notify

YOU = {"en": "you", "bn": "আপনি"}


@consumes_events
def notify_users(emission: Emission) -> None:
    """Notify each user that the event is for; in their own notification they are "you"."""
    words = emission.event.notification
    if words is None:
        return
    names = placeholders(words.subject, words.body)
    payload = {name: value for name, value in emission.payload.items() if name in names}
    for user in emission.to:
        facts = {name: YOU if value == user else value for name, value in payload.items()}
        notify(user, words.code, emission.about, on=emission.page or emission.on, **facts)
