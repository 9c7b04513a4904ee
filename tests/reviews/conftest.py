"""Carla's and Farida's contract that is over and paid: 100 USD, one milestone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from market.contracts.models import Contract
from market.core.base import clock
from market.reviews.actions import write_review
from market.reviews.models import Review
from tests.payments import story

CLIENTS_TEXT = "She asked twice and then drew exactly that."
HER_TEXT = "The brief was clear from the first day."
PRIVATE = "A word for moderators alone."


def written(stars: int = 5, text: str = CLIENTS_TEXT, **more: Any) -> dict[str, Any]:
    """A review with so many stars at every question."""
    return {"quality": stars, "communication": stars, "timeliness": stars, "again": stars, "text": text, **more}


@pytest.fixture
def contract(provider, carla, farida) -> Contract:
    return story.released(provider, "100.00").milestone.contract


@pytest.fixture
def by_client(contract) -> Review:
    """Carla's review, blind."""
    return write_review(by=contract.client, contract_id=contract.pk, written=written(private_note=PRIVATE))


@pytest.fixture
def revealed(contract, by_client) -> Contract:
    """Both reviews are in."""
    write_review(by=contract.freelancer, contract_id=contract.pk, written=written(4, HER_TEXT))
    return contract


@pytest.fixture
def jump(monkeypatch) -> Callable[[timedelta], None]:
    """`jump(timedelta(days=3))` moves the site's time on; what falls due on the way waits, as while a site is down."""

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "_offset", clock.offset() + by)

    return move
