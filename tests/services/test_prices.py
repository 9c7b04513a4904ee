"""The price from which a freelancer works: their rate, else their cheapest service, whatever changes a service."""

from importlib import import_module

import pytest
from django.db import connection

from market.core.base.money import Money
from market.profiles.freelancers.actions import change_profile, hide_profile, publish_profile
from market.profiles.models import Profile
from market.search.backends.elastic.changes import rows_of
from market.search.finding.finder import find
from market.search.finding.queries import TalentQuery
from market.search.models import SearchChange
from market.services.models import Service
from market.services.offering.actions import change_service, create_service, discard_service, pause_service
from market.services.offering.details import PackageDetails, ServiceDetails
from tests import make


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def taka(amount: str) -> Money:
    return Money(amount, "BDT")


def packages(amount: str, currency: str = "USD"):
    return (PackageDetails("Simple", Money(amount, currency), 4, "One idea.", 1),)


@pytest.fixture
def service(farida) -> Service:
    """Her only one, for 40 USD."""
    return make.make_service(farida)


def price(user):
    """What the profile says, if search finds the user by it and by no lower price."""
    shown = Profile.objects.get(user=user).price_from
    if shown is not None:
        found = [
            find(TalentQuery(rate_max=each, currency=str(shown.currency))).count
            for each in (shown.amount, shown.amount - 1)
        ]
        assert found == [1, 0]
    return shown


def test_price_follows_each_change_of_a_service(farida, service):
    assert price(farida) == usd("40.00")
    cheap = make.make_service(farida, packages=packages("25.00"))
    assert price(farida) == usd("25.00")
    change_service(by=farida, service_id=cheap.pk, changes={"packages": packages("60.00")})
    assert price(farida) == usd("40.00")
    pause_service(by=farida, service_id=service.pk)
    assert price(farida) == usd("60.00")
    pause_service(by=farida, service_id=cheap.pk)
    draft = create_service(by=farida, details=ServiceDetails.of(service))
    discard_service(by=farida, service_id=draft.pk)
    assert price(farida) is None


def test_own_rate_goes_before_services(farida, service):
    change_profile(by=farida, rate_from=taka("3000.00"))
    assert price(farida) == taka("3000.00")
    change_profile(by=farida, rate_from=None)
    hide_profile(by=farida)
    publish_profile(by=farida)
    assert price(farida) == usd("40.00")


def test_cheapest_is_told_over_currencies_and_by_the_migration_too(farida, service, rina, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    make.make_service(farida, packages=packages("4200.00", "BDT"), extras=())
    make.make_service(rina)
    pause_service(by=rina, service_id=make.make_service(rina, packages=packages("10.00")).pk)
    assert (price(farida), price(rina)) == (taka("4200.00"), usd("40.00"))
    Profile.objects.update(service_price_amount=None, service_price_currency="USD")
    with connection.cursor() as cursor:
        cursor.execute(import_module("market.services.migrations.0005_cheapest_prices").WRITE_PRICES)
    assert [Profile.objects.get(user=user).price_from for user in (farida, rina)] == [taka("4200.00"), usd("40.00")]


def test_engine_is_told_of_the_profile_whose_price_changed(farida, service, settings):
    settings.ELASTICSEARCH_URLS = ["http://127.0.0.1:9"]
    pause_service(by=farida, service_id=service.pk)
    logged = SearchChange.objects.values_list("kind", "object_id")
    assert ("freelancer", farida.pk) in logged
    assert farida.profile.pk in rows_of(logged)["profiles"]


@pytest.mark.parametrize(
    ("language", "card", "source", "reason"),
    [
        (
            "en",
            'from</span> <span class="price num">$40.00',
            "her cheapest service",
            "The cheapest service costs $40.00.",
        ),
        ("bn", 'শুরু</span> <span class="price num">$৪০.০০', "তাঁর সবচেয়ে কম দামের সেবা", "সবচেয়ে কম দামের সেবা $৪০.০০।"),
    ],
)
def test_pages_tell_the_price_of_the_service(farida, service, page, language, card, source, reason):
    visitor = page(language=language)
    assert card in visitor.get("/talent/").content.decode()
    listed = visitor.get("/talent/?rate_max=50&currency=USD").content.decode()
    assert reason in listed
    assert source in visitor.get(farida.profile.get_absolute_url()).content.decode()
    pause_service(by=farida, service_id=service.pk)
    assert card not in visitor.get("/talent/").content.decode()


def test_api_and_open_web_tell_the_price_of_the_service(farida, service, page, api):
    [row] = api().get("/api/v1/profiles/?rate_max=40").json()["results"]
    assert (row["rate_from"], row["price_from"]) == (None, {"amount": "40.00", "currency": "USD"})
    assert '"minPrice":"40.00"' in page().get(farida.profile.get_absolute_url()).content.decode()
