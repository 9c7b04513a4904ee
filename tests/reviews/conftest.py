"""Fixtures: a completed and paid contract of Carla and Farida (100 USD, one milestone) and its reviews."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.base import clock
from market.notifications.models import Notification
from market.reviews.actions import write_review
from market.reviews.models import Review
from tests.payments import story
from tests.sharing import shared_rows

CLIENTS_TEXT = "She asked twice and then drew exactly that."
FREELANCERS_TEXT = "The brief was clear from the first day."
PRIVATE = "A word for moderators alone."


def written(stars: int = 5, text: str = CLIENTS_TEXT, **more: Any) -> dict[str, Any]:
    """Input of a review with the same stars for every question."""
    return {"quality": stars, "communication": stars, "timeliness": stars, "again": stars, "text": text, **more}


def notification_count(user: User, code: str) -> int:
    return Notification.objects.filter(user=user, kind=code).count()


@pytest.fixture(scope="module")
def shared_contract(django_db_setup, django_db_blocker, provider_server, tmp_path_factory) -> Iterator[int]:
    """Stands before each test of a module, with Carla and Farida."""
    media = tmp_path_factory.mktemp("reviews")
    with django_db_blocker.unblock(), shared_rows(provider_server, media) as provider:
        yield story.released(provider, "100.00").milestone.contract_id


@pytest.fixture
def carla(shared_contract, db) -> User:
    return User.objects.get(email="carla@demo.test")


@pytest.fixture
def farida(shared_contract, db) -> User:
    return User.objects.get(email="farida@demo.test")


@pytest.fixture
def contract(provider, shared_contract) -> Contract:
    return Contract.objects.select_related("client", "freelancer").get(pk=shared_contract)


@pytest.fixture
def by_client(contract) -> Review:
    """Carla's review, not yet revealed."""
    return write_review(by=contract.client, contract_id=contract.pk, written=written(private_note=PRIVATE))


@pytest.fixture
def revealed(contract, by_client) -> Contract:
    """The contract with both reviews, revealed."""
    write_review(by=contract.freelancer, contract_id=contract.pk, written=written(4, FREELANCERS_TEXT))
    return contract


@pytest.fixture
def jump(monkeypatch) -> Callable[[timedelta], None]:
    """`jump(timedelta(days=3))` moves the clock on without processing deadlines, as while the site is down."""

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "_offset", clock.offset() + by)

    return move
