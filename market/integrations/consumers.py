"""Declared events go to the programs that asked for them, in the transaction of the event."""

from market.core.base.events import Emission, consumes_events
from market.integrations.actions import raise_event


@consumes_events
def call_webhooks(emission: Emission) -> None:
    """Put the event down for the endpoints of the users that it concerns."""
    if emission.event.webhook is not None:
        raise_event(emission.event.webhook, emission.event.code, emission.on)
