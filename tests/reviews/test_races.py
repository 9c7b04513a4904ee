"""Reviews that two requests write or reveal at once: real commits, so nothing is shared with other tests."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from market.contracts.models import Contract
from market.profiles.models import ClientProfile, Profile
from market.reviews.actions import AlreadyReviewed, reveal_exchange, write_review
from market.reviews.models import Exchange, Review
from tests import make
from tests.concurrency.test_money import race
from tests.payments import story
from tests.reviews.conftest import notification_count, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def carla(transactional_db):
    return make.make_person("Carla")


@pytest.fixture
def farida(transactional_db):
    return make.make_freelancer("Farida")


@pytest.fixture
def contract(provider, carla, farida) -> Contract:
    return story.released(provider, "100.00").milestone.contract


def test_concurrent_reviews_of_both_parties_reveal_and_count_once(contract, carla, farida):
    outcomes = race(
        *(partial(write_review, by=each, contract_id=contract.pk, written=written()) for each in (carla, farida))
    )
    assert all(isinstance(each, Review) for each in outcomes), outcomes
    assert Exchange.objects.get().revealed_at is not None
    assert Profile.objects.get(user=farida).review_count == 1
    assert ClientProfile.objects.get(user=carla).review_count == 1
    assert [notification_count(each, "review.revealed") for each in (carla, farida)] == [1, 1]


def test_concurrent_reviews_of_one_party_create_one(contract, carla):
    outcomes = race(*[partial(write_review, by=carla, contract_id=contract.pk, written=written())] * 5)
    assert sum(isinstance(each, Review) for each in outcomes) == 1
    assert sum(isinstance(each, AlreadyReviewed) for each in outcomes) == 4


def test_concurrent_reveals_of_one_exchange_count_once(by_client, contract, farida, jump):
    jump(timedelta(days=14))
    race(*[partial(reveal_exchange, exchange_id=by_client.exchange_id)] * 4)
    assert Profile.objects.get(user=farida).review_count == 1
    assert notification_count(farida, "review.revealed") == 1


def test_concurrent_reveals_of_two_contracts_are_both_counted(provider, carla, farida, omar, jump):
    exchanges = []
    for client in (carla, omar):
        contract = story.released(provider, "100.00", client=client, freelancer=farida).milestone.contract
        exchanges.append(write_review(by=client, contract_id=contract.pk, written=written(3)).exchange_id)
    jump(timedelta(days=14, minutes=1))
    race(*(partial(reveal_exchange, exchange_id=each) for each in exchanges))
    profile = Profile.objects.get(user=farida)
    assert (profile.review_count, profile.review_sum, profile.rating) == (2, Decimal(6), Decimal("3.7143"))
