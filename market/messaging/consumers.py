"""What happened stands in the conversation that it concerns, in the transaction of the event."""

from market.core.base.events import Emission, consumes_events
from market.messaging.actions import post_system_message


@consumes_events
def post_to_conversation(emission: Emission) -> None:
    """Post the event's system message."""
    if emission.conversation is not None:
        post_system_message(emission.conversation, emission.event.code, **emission.payload)
