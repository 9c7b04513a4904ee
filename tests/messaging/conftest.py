"""A talk, and lines that tests may post."""

import pytest

from market.messaging.actions import open_conversation
from market.messaging.system_messages import register_line


@pytest.fixture
def talk(carla, rahim):
    return open_conversation(title="Logo for a shop", address="/jobs/1/", people=[carla, rahim])


@pytest.fixture(autouse=True, scope="session")
def _lines():
    register_line("test.held", "%(amount)s is held since %(at)s, %(count)s parts, said %(who)s")
