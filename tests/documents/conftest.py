"""Fixtures of the tests of documents."""

from datetime import date

import pytest

from market.core.base import clock


@pytest.fixture
def today() -> date:
    """The day as the site's country has it."""
    return clock.local(clock.now()).date()
