from collections.abc import Iterator

import pytest

from market.integrations.actions import create_endpoint
from market.integrations.webhook_events import choices
from tests.integrations.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server on this machine that receives webhooks."""
    program = Receiver()
    yield program
    program.stop()


@pytest.fixture
def listen(receiver):
    """`listen(carla)` creates a webhook endpoint for every event (or for those named) and returns it."""

    def subscribe(user, *events: str):
        endpoint = create_endpoint(by=user, url=receiver.url, events=events or [code for code, _ in choices()])
        receiver.secret = endpoint.secret
        return endpoint

    return subscribe
