"""Re-authentication: a user who signed in long ago confirms the password before sensitive acts, by page and API."""

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
STALE = timedelta(minutes=11)
MONEY = "http://testserver/money/"
CONFIRM = "/api/v1/auth/token/confirm/"
TOKEN = {"name": "Shop", "scopes": ["read"], "days": 7}


@pytest.fixture
def stale_page(page):
    """`stale_page(user)`: a browser whose sign-in is eleven minutes old."""

    def browser(user: User) -> Client:
        client = page(user)
        session = client.session
        session["account_authentication_methods"][0]["at"] -= STALE.total_seconds()
        session.save()
        return client

    return browser


def stale_program(user: User) -> APIClient:
    """An API client whose token was confirmed eleven minutes ago."""
    token, text = keep_password_token(user)
    ApiToken.objects.filter(pk=token.pk).update(proved_at=clock.wall() - STALE)
    return APIClient(headers={"authorization": f"Bearer {text}"})


def confirm(browser: Client) -> None:
    browser.post("/accounts/reauthenticate/?next=/kept/", {"password": PASSWORD, "next": "/kept/"})


def is_redirected_to_reauthenticate(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/accounts/reauthenticate/?next=")


def test_creating_a_token_needs_reauthentication_and_keeps_the_form(carla, stale_page):
    browser = stale_page(carla)
    assert browser.get("/settings/tokens/").status_code == 200
    redirect = browser.post("/settings/tokens/", TOKEN)
    assert redirect.url == "/accounts/reauthenticate/?next=%2Fkept%2F"
    assert not ApiToken.objects.exists()
    assert browser.post(redirect.url, {"password": "wrong"}).status_code == 200
    assert browser.post(redirect.url, {"password": PASSWORD, "next": "/kept/"}).url == "/kept/"
    html = browser.get("/kept/").content.decode()
    assert 'action="/settings/tokens/"' in html
    assert 'value="Shop"' in html
    assert browser.post("/settings/tokens/", TOKEN).status_code == 200
    assert ApiToken.objects.get().name == "Shop"


def test_kept_form_page_describes_the_act_and_links_to_the_filled_form(carla, stale_page):
    browser = stale_page(carla)
    place = "http://testserver/settings/tokens/"
    browser.post("/settings/tokens/", TOKEN, headers={"Referer": place})
    confirm(browser)
    html = browser.get("/kept/").content.decode()
    assert "The token “Shop”" in html
    assert "Look at your jobs, bids, contracts, profile and notifications" in html
    assert "7 days" in html
    assert f'href="{place}?refill=1"' in html
    filled_html = browser.get("/settings/tokens/?refill=1").content.decode()
    assert 'value="Shop"' in filled_html
    assert re.search('value="read"[^>]* checked', filled_html)
    assert re.search('value="7" selected', filled_html)
    assert 'value="Shop"' not in browser.get("/settings/tokens/").content.decode()


def test_calendar_renewal_is_resent_after_reauthentication(carla, stale_page):
    browser = stale_page(carla)
    assert browser.post("/calendar/renew/").url == "/accounts/reauthenticate/?next=%2Fkept%2F"
    assert "Then you go on with: A link for your calendar" in browser.get("/accounts/reauthenticate/").content.decode()
    confirm(browser)
    html = browser.get("/kept/").content.decode()
    assert "A link for your calendar" in html
    assert 'action="/calendar/renew/" class="stack" data-goes-on>' in html  # a script presses once, not at each look
    assert "data-goes-on" not in browser.get("/kept/").content.decode()
    browser.post("/calendar/renew/")
    assert ".ics" in browser.get("/calendar/").content.decode()


def test_kept_payout_form_shows_its_amount(provider, travel, stale_page):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    browser = stale_page(freelancer)
    redirect = browser.post("/money/payout/", {"amount": "১২০", "currency": "USD"}, headers={"Referer": MONEY})
    assert is_redirected_to_reauthenticate(redirect)
    confirm(browser)
    html = browser.get("/kept/").content.decode()
    assert ("Pay out $120.00 to your bank" in html, "data-goes-on" in html) == (True, False)
    assert 'value="১২০"' in browser.get("/money/?refill=1").content.decode()
    again = {"amount": "110", "currency": "USD"}  # from the page that showed a form error
    old = stale_page(freelancer)
    old.post("/money/payout/", again, headers={"Referer": f"{MONEY}payout/"})
    confirm(old)
    back = re.search('href="([^"]*refill=1)"', old.get("/kept/").content.decode())[1]
    assert 'value="110"' in old.get(back, follow=True).content.decode()
    browser.post("/money/payout/", {"amount": "", "currency": "USD"}, headers={"Referer": MONEY})
    assert Payout.objects.get().amount == usd("150.00")


def test_invalid_payout_is_refused_before_reauthentication(provider, travel, stale_page):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    browser, caller = stale_page(freelancer), stale_program(freelancer)
    too_much = {"amount": {"amount": "5000.00", "currency": "USD"}}
    answer = caller.post("/api/v1/me/payouts/", too_much, headers={"idempotency-key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (400, "more_than_payable")
    refused = browser.post("/money/payout/", {"amount": "5000", "currency": "USD"})
    assert refused.status_code == 400
    assert "not for more than is ready: $150.00" in refused.content.decode()


def test_idempotent_payout_retry_needs_no_reauthentication(provider, travel):
    freelancer = story.payable(provider, travel, "150.00").freelancer
    caller, key = stale_program(freelancer), {"idempotency-key": "once"}
    caller.post(CONFIRM, {"password": PASSWORD})
    first = caller.post("/api/v1/me/payouts/", {}, headers=key)
    assert first.status_code == 201
    ApiToken.objects.update(proved_at=clock.wall() - STALE)
    body = {"amount": {"amount": "5000.00", "currency": "USD"}}
    assert caller.post("/api/v1/me/payouts/", body, headers=key).json()["code"] == "proof_needed"
    again = caller.post("/api/v1/me/payouts/", {}, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


def test_export_needs_reauthentication(carla, stale_page):
    browser = stale_page(carla)
    assert is_redirected_to_reauthenticate(browser.post("/settings/data/ask/"))
    assert not Export.objects.exists()
    assert browser.get("/settings/data/7/").url == "/accounts/reauthenticate/?next=%2Fsettings%2Fdata%2F7%2F"


def test_calendar_address_needs_reauthentication(carla, stale_page, page):
    renew_calendar(by=carla)
    browser = stale_page(carla)
    assert ".ics" not in browser.get("/calendar/").content.decode()
    assert is_redirected_to_reauthenticate(browser.get("/calendar/?show=1"))
    assert is_redirected_to_reauthenticate(browser.post("/calendar/renew/"))
    response = page(carla).get("/calendar/")
    assert ".ics" in response.content.decode()
    assert "no-store" in response["Cache-Control"], "the service worker stores no page with an address"


def test_payout_account_needs_reauthentication(farida, stale_page):
    assert is_redirected_to_reauthenticate(stale_page(farida).post("/money/account/"))


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
def test_api_needs_reauthentication_until_the_token_is_confirmed(carla, method, path, body):
    caller = stale_program(carla)

    def ask():
        return getattr(caller, method)(f"/api/v1/{path}", body, headers={"idempotency-key": "one"})

    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    assert caller.post(CONFIRM, {"password": PASSWORD}).status_code == 204
    again = ask()
    assert again.status_code in (201, 202, 404) or again.json()["code"] == "not_a_freelancer"


def test_new_token_needs_no_reauthentication_for_ten_minutes(farida):
    _token, text = create_api_token(by=farida, name="Till", scopes=["money"], days=7)
    caller = APIClient(headers={"authorization": f"Bearer {text}"})
    assert caller.post("/api/v1/me/payouts/", {"amount": {"amount": "500.00", "currency": "USD"}}).status_code == 409


def test_only_large_payouts_need_reauthentication(provider, travel, stale_page, settings):
    release = story.payable(provider, travel, "150.00")
    freelancer = release.freelancer
    browser, caller = stale_page(freelancer), stale_program(freelancer)
    assert is_redirected_to_reauthenticate(browser.post("/money/payout/", {"amount": "", "currency": "USD"}))
    assert is_redirected_to_reauthenticate(browser.post("/money/payout/", {"amount": "100.01", "currency": "USD"}))
    assert caller.post("/api/v1/me/payouts/", {}).json()["code"] == "proof_needed"
    assert not Payout.objects.exists()
    small = {"amount": {"amount": "20.00", "currency": "USD"}}
    assert caller.post("/api/v1/me/payouts/", small).status_code == 201
    assert browser.post("/money/payout/", {"amount": "30", "currency": "USD"}).url == "/money/"
    settings.LIFECYCLE = replace(settings.LIFECYCLE, payouts_per_day=2)
    with pytest.raises(TooManyPayouts):
        request_payout(by=freelancer, amount=usd("10.00"))


def test_payout_below_the_minimum_only_for_the_whole_balance(provider, travel):
    release = story.payable(provider, travel, "150.00")
    with pytest.raises(LessThanPayout) as refused:
        request_payout(by=release.freelancer, amount=usd("0.99"))
    assert list(refused.value.errors) == ["amount"]
    request_payout(by=release.freelancer, amount=usd("149.50"))
    assert request_payout(by=release.freelancer).amount == usd("0.50")
