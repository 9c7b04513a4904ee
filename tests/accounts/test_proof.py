"""Proof anew: who is signed in since long ago says again who she is before acts of weight, by page and with a token."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from market.accounts.models import ApiToken, Export, User
from market.accounts.tokens.actions import create_api_token, keep_password_token
from market.contracts.calendars.actions import renew_calendar
from market.core.base import clock
from market.payments.models import Payout
from market.payments.payouts.actions import LessThanPayout, TooManyPayouts, request_payout
from tests.payments import story
from tests.payments.story import usd

PASSWORD = "amar-kaj-demo"
LONG_AGO = timedelta(minutes=11)
MONEY = "http://testserver/money/"
CONFIRM = "/api/v1/auth/token/confirm/"
TOKEN = {"name": "Shop", "scopes": ["read"], "days": 7}


@pytest.fixture
def old_page(page):
    """A browser in which she signed in eleven minutes ago."""

    def browser(user: User) -> Client:
        found = page(user)
        session = found.session
        session["account_authentication_methods"][0]["at"] -= LONG_AGO.total_seconds()
        session.save()
        return found

    return browser


def old_program(user: User) -> APIClient:
    """A program that signed in eleven minutes ago."""
    token, text = keep_password_token(user)
    ApiToken.objects.filter(pk=token.pk).update(proved_at=clock.wall() - LONG_AGO)
    return APIClient(headers={"authorization": f"Bearer {text}"})


def confirm(browser: Client) -> None:
    browser.post("/accounts/reauthenticate/?next=/kept/", {"password": PASSWORD, "next": "/kept/"})


def is_sent_to_proof(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/accounts/reauthenticate/?next=")


def test_a_token_asks_who_she_is_and_nothing_typed_is_lost(carla, old_page):
    browser = old_page(carla)
    assert browser.get("/settings/tokens/").status_code == 200
    door = browser.post("/settings/tokens/", TOKEN)
    assert door.url == "/accounts/reauthenticate/?next=%2Fkept%2F"
    assert not ApiToken.objects.exists()
    assert browser.post(door.url, {"password": "wrong"}).status_code == 200
    assert browser.post(door.url, {"password": PASSWORD, "next": "/kept/"}).url == "/kept/"
    shown = browser.get("/kept/").content.decode()
    assert 'action="/settings/tokens/"' in shown
    assert 'value="Shop"' in shown
    assert browser.post("/settings/tokens/", TOKEN).status_code == 200
    assert ApiToken.objects.get().name == "Shop"


def test_the_page_of_a_kept_form_names_the_act_and_leads_back_to_a_filled_form(carla, old_page):
    browser = old_page(carla)
    place = "http://testserver/settings/tokens/"
    browser.post("/settings/tokens/", TOKEN, headers={"Referer": place})
    confirm(browser)
    shown = browser.get("/kept/").content.decode()
    assert "The token “Shop”" in shown
    assert "Look at your jobs, bids, contracts, profile and notifications" in shown
    assert "7 days" in shown
    assert f'href="{place}?refill=1"' in shown
    filled = browser.get("/settings/tokens/?refill=1").content.decode()
    assert 'value="Shop"' in filled
    assert re.search('value="read"[^>]* checked', filled)
    assert re.search('value="7" selected', filled)
    assert 'value="Shop"' not in browser.get("/settings/tokens/").content.decode()


def test_who_pressed_a_button_for_a_calendar_presses_it_once_more_after_the_proof(carla, old_page):
    browser = old_page(carla)
    assert browser.post("/calendar/renew/").url == "/accounts/reauthenticate/?next=%2Fkept%2F"
    confirm(browser)
    shown = browser.get("/kept/").content.decode()
    assert "A new address for your calendar" in shown
    assert 'action="/calendar/renew/"' in shown
    browser.post("/calendar/renew/")
    assert ".ics" in browser.get("/calendar/").content.decode()


def test_a_large_payout_that_is_kept_says_its_amount(provider, travel, old_page):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    browser = old_page(freelancer)
    door = browser.post("/money/payout/", {"amount": "১২০", "currency": "USD"}, headers={"Referer": MONEY})
    assert is_sent_to_proof(door)
    confirm(browser)
    assert "Pay out $120.00 to your bank" in browser.get("/kept/").content.decode()
    assert 'value="১২০"' in browser.get("/money/?refill=1").content.decode()
    again = {"amount": "110", "currency": "USD"}  # from the page that refused another amount before
    old = old_page(freelancer)
    old.post("/money/payout/", again, headers={"Referer": f"{MONEY}payout/"})
    confirm(old)
    back = re.search('href="([^"]*refill=1)"', old.get("/kept/").content.decode())[1]
    assert 'value="110"' in old.get(back, follow=True).content.decode()
    browser.post("/money/payout/", {"amount": "", "currency": "USD"}, headers={"Referer": MONEY})
    assert Payout.objects.get().amount == usd("150.00")


def test_nobody_proves_who_they_are_for_a_payout_that_is_refused_anyway(provider, travel, old_page):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    browser, caller = old_page(freelancer), old_program(freelancer)
    too_much = {"amount": {"amount": "5000.00", "currency": "USD"}}
    answer = caller.post("/api/v1/me/payouts/", too_much, headers={"idempotency-key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (400, "more_than_payable")
    refused = browser.post("/money/payout/", {"amount": "5000", "currency": "USD"})
    assert refused.status_code == 400
    assert "not for more than is ready: $150.00" in refused.content.decode()


def test_a_payout_that_was_sent_already_is_answered_and_not_refused(provider, travel):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    caller, key = old_program(freelancer), {"idempotency-key": "once"}
    caller.post(CONFIRM, {"password": PASSWORD})
    first = caller.post("/api/v1/me/payouts/", {}, headers=key)
    assert first.status_code == 201
    ApiToken.objects.update(proved_at=clock.wall() - LONG_AGO)
    body = {"amount": {"amount": "5000.00", "currency": "USD"}}
    assert caller.post("/api/v1/me/payouts/", body, headers=key).json()["code"] == "proof_needed"
    again = caller.post("/api/v1/me/payouts/", {}, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


def test_a_copy_of_her_data_asks_who_she_is(carla, old_page):
    browser = old_page(carla)
    assert is_sent_to_proof(browser.post("/settings/data/ask/"))
    assert not Export.objects.exists()
    assert browser.get("/settings/data/7/").url == "/accounts/reauthenticate/?next=%2Fsettings%2Fdata%2F7%2F"


def test_her_calendars_address_asks_who_she_is(carla, old_page, page):
    renew_calendar(by=carla)
    browser = old_page(carla)
    assert ".ics" not in browser.get("/calendar/").content.decode()
    assert is_sent_to_proof(browser.get("/calendar/?show=1"))
    assert is_sent_to_proof(browser.post("/calendar/renew/"))
    shown = page(carla).get("/calendar/")
    assert ".ics" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"], "a worker in the browser keeps no page with an address"


def test_where_her_money_goes_asks_who_she_is(farida, old_page):
    assert is_sent_to_proof(old_page(farida).post("/money/account/"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "me/tokens/", TOKEN),
        ("post", "me/exports/", {}),
        ("get", "me/exports/7/file/", None),
        ("post", "me/payout-account/", {}),
        ("get", "me/calendar/", None),
        ("post", "me/calendar/", {}),
    ],
)
def test_over_the_api_likewise_until_it_is_confirmed(carla, method, path, body):
    caller = old_program(carla)

    def ask():
        return getattr(caller, method)(f"/api/v1/{path}", body, headers={"idempotency-key": "one"})

    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    assert caller.post(CONFIRM, {"password": PASSWORD}).status_code == 204
    again = ask()
    assert again.status_code in (201, 202, 404) or again.json()["code"] == "not_a_freelancer"


def test_a_named_token_is_fresh_for_ten_minutes(farida):
    _token, text = create_api_token(by=farida, name="Till", scopes=["money"], days=7)
    caller = APIClient(headers={"authorization": f"Bearer {text}"})
    assert caller.post("/api/v1/me/payouts/", {"amount": {"amount": "500.00", "currency": "USD"}}).status_code == 409


def test_a_large_payout_asks_who_she_is_and_a_small_one_does_not(provider, travel, old_page, settings):
    release = story.payable(provider, travel, "150.00")
    she = release.freelancer
    browser, caller = old_page(she), old_program(she)
    assert is_sent_to_proof(browser.post("/money/payout/", {"amount": "", "currency": "USD"}))
    assert is_sent_to_proof(browser.post("/money/payout/", {"amount": "100.01", "currency": "USD"}))
    assert caller.post("/api/v1/me/payouts/", {}).json()["code"] == "proof_needed"
    assert not Payout.objects.exists()
    small = {"amount": {"amount": "20.00", "currency": "USD"}}
    assert caller.post("/api/v1/me/payouts/", small).status_code == 201
    assert browser.post("/money/payout/", {"amount": "30", "currency": "USD"}).url == "/money/"
    settings.LIFECYCLE = replace(settings.LIFECYCLE, payouts_per_day=2)
    with pytest.raises(TooManyPayouts):
        request_payout(by=she, amount=usd("10.00"))


def test_crumbs_are_paid_out_only_as_all_there_is(provider, travel):
    release = story.payable(provider, travel, "150.00")
    with pytest.raises(LessThanPayout) as refused:
        request_payout(by=release.freelancer, amount=usd("0.99"))
    assert list(refused.value.errors) == ["amount"]
    request_payout(by=release.freelancer, amount=usd("149.50"))
    assert request_payout(by=release.freelancer).amount == usd("0.50")
