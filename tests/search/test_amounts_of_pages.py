"""Amounts that a client types into a list: in the currency of the page, compared with those of both currencies."""

import re
from decimal import Decimal

import pytest

from market.core.base.money import Money
from market.profiles.freelancers.actions import change_profile
from market.services.offering.details import PackageDetails
from tests import make


@pytest.fixture
def lists(farida, rina, carla):
    """One person, one service and one job of each currency; $40 is ৳4,800."""
    change_profile(by=farida, rate_from=Money(Decimal("40.00"), "USD"))
    change_profile(by=rina, rate_from=Money(Decimal("3000.00"), "BDT"))
    make.make_service(farida)
    packages = (PackageDetails("Simple", Money("3000.00", "BDT"), 4, "One idea.", 1),)
    make.make_service(rina, packages=packages, extras=())
    make.make_job(carla)  # 50 to 150 USD
    make.make_job(carla, budget_min=Money("2400.00", "BDT"), budget_max=Money("3600.00", "BDT"))


@pytest.fixture(autouse=True)
def _taka_and_dollars(settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


def count(page, address, language="en"):
    """How many cards a list has."""
    answer = page(language=language).get(address)
    assert answer.status_code == 200
    return answer.content.decode().count("<article")


@pytest.mark.parametrize(
    ("address", "english", "bangla"),
    [
        ("/talent/?rate_max=40", 2, 0),
        ("/talent/?rate_max=39.99", 1, 0),
        ("/talent/?rate_max=4800", 2, 2),
        ("/talent/?rate_max=4799", 2, 1),
        ("/talent/?rate_max=4800&currency=BDT", 2, 2),
        ("/talent/?rate_max=25&currency=USD", 1, 1),
        ("/services/?price_min=3000&price_max=4799", 0, 1),
        ("/services/?price_min=25&price_max=40", 2, 0),
        ("/services/?price_min=4800&currency=BDT", 1, 1),
        ("/jobs/?budget_min=3601", 0, 1),
        ("/jobs/?budget_max=6000", 2, 2),
        ("/jobs/?budget_min=25&budget_max=30&currency=USD", 1, 1),
    ],
)
def test_amounts_are_compared_in_both_currencies(lists, page, address, english, bangla):
    assert (count(page, address), count(page, address, "bn")) == (english, bangla)


def test_api_compares_amounts_of_one_currency_alone(lists, api):
    def count(address):
        return api().get(f"/api/v1/{address}", headers={"accept-language": "bn"}).json()["count"]

    assert [count(f"profiles/?rate_max=4800{rest}") for rest in ("", "&currency=BDT")] == [1, 1]
    assert [count(f"services/?price_max=4800{rest}") for rest in ("", "&currency=BDT")] == [1, 1]
    assert [count(f"jobs/?budget_max=6000{rest}") for rest in ("", "&currency=BDT")] == [1, 1]


@pytest.mark.parametrize(("language", "currency"), [("en", "USD"), ("bn", "BDT")])
def test_form_names_its_currency_which_alone_asks_for_nothing(lists, page, language, currency):
    browser = page(language=language)
    shown = browser.get("/talent/").content.decode()
    select = re.search(r'<select name="currency".*?</select>', shown, re.DOTALL)[0]
    assert re.findall(r'value="(\w*)"( selected)?', select) == [
        (code, " selected" if code == currency else "") for code in ("USD", "BDT")
    ]
    assert browser.get(f"/talent/?rate_max=&currency={currency}").url == "/talent/"
    for alone in ("USD", "BDT"):  # as a form with script sends it
        assert count(page, f"/talent/?currency={alone}", language) == 2
    typed = browser.get(f"/talent/?rate_max=50&currency={currency}&district=")
    assert typed.url == f"/talent/?currency={currency}&rate_max=50.00"


def test_other_amount_keeps_its_currency(lists, page):
    shown = page().get("/services/?price_min=2000&price_max=9000&currency=BDT").content.decode()
    for rest in ("price_max=9000.00", "price_min=2000.00"):
        assert f'href="/services/?currency=BDT&amp;{rest}"' in shown
    empty = page().get("/services/?price_min=1&price_max=2&currency=BDT").content.decode()
    assert 'href="/services/?currency=BDT&amp;price_min=1.00"' in empty
