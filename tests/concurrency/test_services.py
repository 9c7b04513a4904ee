"""Races for the last place in a queue and among unpaid orders, and double clicks: with the lock, and without it."""

import threading
from dataclasses import replace

import pytest

from market.core.base.db import fetch
from market.profiles.models import Profile
from market.services.models import Order, Service
from market.services.offering import price_actions
from market.services.offering.actions import change_service, pause_service
from market.services.ordering import actions as ordering_actions
from market.services.ordering.actions import OrderChoice, cancel_order, place_order
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(transactional_db) -> Service:
    new_service = make.make_service(make.make_freelancer("Farida"))
    return change_service(by=new_service.freelancer, service_id=new_service.pk, changes={"queue_limit": 1})


def order(service: Service, client) -> Order:
    return place_order(by=client, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))


def test_concurrent_orders_stay_within_the_queue_limit(service):
    clients = [make.make_person(f"Client{number}") for number in range(4)]
    outcomes = race(*[lambda each=each: order(service, each) for each in clients])
    assert len(winners(outcomes)) == 1
    assert Order.objects.open().count() == 1


def test_without_the_lock_concurrent_orders_exceed_the_queue_limit(service, monkeypatch):
    gate = threading.Barrier(2)
    monkeypatch.setattr(ordering_actions, "lock", fetch)
    monkeypatch.setattr(ordering_actions, "require_present", lambda profile: gate.wait(timeout=10))
    clients = [make.make_person(f"Client{number}") for number in range(2)]
    assert len(winners(race(*[lambda each=each: order(service, each) for each in clients]))) == 2


def test_concurrent_clicks_create_one_order(service):
    carla = make.make_person("Carla")
    outcomes = race(*[lambda: order(service, carla)] * 4)
    assert len({each.pk for each in winners(outcomes)}) == 1
    assert Order.objects.count() == 1


def test_orders_racing_a_cancellation_stay_within_the_queue_limit(service):
    carla = make.make_person("Carla")
    cancelled_order = order(service, carla)
    others = [make.make_person(f"Client{number}") for number in range(3)]
    acts = [lambda each=each: order(service, each) for each in others]
    winners(race(lambda: cancel_order(by=carla, contract_id=cancelled_order.contract_id), *acts))
    assert Order.objects.open().count() <= 1


@pytest.fixture
def one_unpaid_order(settings) -> None:
    settings.LIFECYCLE = replace(settings.LIFECYCLE, unpaid_orders=1)


def services(count: int) -> list[Service]:
    return [make.make_service(make.make_freelancer(f"Seller{number}")) for number in range(count)]


def test_concurrent_orders_stay_within_the_limit_of_unpaid_orders(transactional_db, one_unpaid_order):
    carla = make.make_person("Carla")
    acts = [lambda each=each: order(each, carla) for each in services(4)]
    assert len(winners(race(*acts))) == 1
    assert Order.objects.unpaid().filter(client=carla).count() == 1


def test_without_the_lock_concurrent_orders_exceed_the_unpaid_limit(transactional_db, one_unpaid_order, monkeypatch):
    gate = threading.Barrier(2)
    monkeypatch.setattr(ordering_actions, "one_at_a_time", lambda person: None)
    monkeypatch.setattr(ordering_actions, "require_present", lambda profile: gate.wait(timeout=10))
    carla = make.make_person("Carla")
    acts = [lambda each=each: order(each, carla) for each in services(2)]
    assert len(winners(race(*acts))) == 2


@pytest.fixture
def pair(transactional_db) -> list[Service]:
    """Two services of one freelancer, who has no rate."""
    farida = make.make_freelancer("Farida")
    return [make.make_service(farida) for _ in range(2)]


def price_once_paused(pair: list[Service]) -> object:
    """The freelancer's price after both services were paused at once."""
    winners(race(*[lambda each=each: pause_service(by=each.freelancer, service_id=each.pk) for each in pair]))
    return Profile.objects.get(user=pair[0].freelancer).price_from


def test_concurrent_changes_of_two_services_leave_the_price_of_neither(pair):
    assert price_once_paused(pair) is None


def test_without_the_lock_each_change_writes_the_price_of_the_other_service(pair, monkeypatch):
    gate, save = threading.Barrier(2), price_actions.save_service_price

    def save_when_both_have_read(**price):
        gate.wait(timeout=10)
        save(**price)

    monkeypatch.setattr(price_actions, "lock_of", lambda rows, **owned: rows.get(**owned))
    monkeypatch.setattr(price_actions, "save_service_price", save_when_both_have_read)
    assert price_once_paused(pair) == pair[0].price_from
