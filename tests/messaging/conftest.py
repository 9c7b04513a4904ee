"""A conversation, and a system message that tests may post."""

import pytest

from market.core.base import events
from market.core.base.events import Event
from market.messaging.actions import open_conversation


@pytest.fixture
def conversation(carla, rahim):
    return open_conversation(title="Logo for a shop", address="/jobs/1/", people=[carla, rahim])


@pytest.fixture(autouse=True)
def _events_of_these_tests(monkeypatch):
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Held(Event, code="test.held"):
        system_message = "%(amount)s is held since %(at)s, %(count)s parts, said %(who)s"
