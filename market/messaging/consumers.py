"""What happened stands in the conversation that it concerns, in the transaction of the event."""

from market.core.base.events import Emission, consumes_events, placeholders
from market.messaging.actions import post_system_message
from market.messaging.subjects import subject_of


@consumes_events
def post_to_conversation(emission: Emission) -> None:
    """Post the event's system message."""
    event = emission.event
    if emission.conversation is not None and event.system_message:
        names = placeholders(event.system_message)
        facts = {name: value for name, value in emission.payload.items() if name in names}
        post_system_message(emission.conversation, event.code, subject_of(emission.on), **facts)
