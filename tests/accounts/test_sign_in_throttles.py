"""Throttles of the sign-in forms, by account and by client: strangers cannot lock out an owner or try many accounts."""

from dataclasses import replace
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client

from market.accounts.models import Device
from market.accounts.sign_in.device_actions import not_me_key
from tests import make
from tests.accounts.test_pages import NEW, PASSWORD, SECRET, code, link, sign_in

WRONG = "wrong-wrong"
TOKEN = "/api/v1/auth/token/"


@pytest.fixture
def at():
    """`at("203.0.113.7")`: a browser with that address, and no cookie yet."""
    return lambda address: Client(REMOTE_ADDR=address, headers={"accept-language": "en"})


@pytest.fixture
def limit(settings):
    """`limit(sign_in_tries_per_client_hour=3)` changes the table."""

    def change(**numbers):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, **numbers)

    return change


def guess(browser, email, times=10):
    for _ in range(times):
        answer = sign_in(browser, email, WRONG)
    return answer


def test_throttled_account_stays_open_on_a_known_device(at, carla, limit):
    limit(sign_in_tries_per_account_hour=15)
    own = at("203.0.113.7")
    assert sign_in(own, carla.email).status_code == 302
    own.post("/accounts/logout/")
    for stranger in (at("203.0.113.7"), at("198.51.100.1"), at("198.51.100.2")):  # the first has the owner's IP address
        guess(stranger, carla.email)
    assert sign_in(at("198.51.100.3"), carla.email).status_code == 429
    assert sign_in(own, carla.email).status_code == 302


def test_sign_in_form_errors_say_what_to_do_next(at, carla):
    browser = at("203.0.113.7")
    wrong = sign_in(browser, carla.email, WRONG).content.decode()
    assert "Try again, or choose a new password." in wrong
    assert "Please correct this" in wrong
    often = guess(browser, carla.email).content.decode()
    assert "Not possible just now" in often
    assert "Please correct this" not in often, "there is nothing to correct"


def test_known_device_counts_for_its_own_account_only(at, carla, omar):
    browser = at("203.0.113.7")
    sign_in(browser, omar.email)
    browser.post("/accounts/logout/")
    guess(at("203.0.113.7"), carla.email)
    assert sign_in(browser, carla.email).status_code == 429


def test_known_device_is_throttled_after_ten_wrong_passwords(at, carla):
    own = at("203.0.113.7")
    sign_in(own, carla.email)
    own.post("/accounts/logout/")
    assert guess(own, carla.email).status_code == 200
    assert sign_in(own, carla.email).status_code == 429


def test_throttled_client_does_not_block_the_owner_on_a_new_device(at, carla):
    guess(at("198.51.100.1"), carla.email, 30)
    assert sign_in(at("203.0.113.7"), carla.email).status_code == 302


def test_throttled_user_can_reset_the_password_and_sign_in(at, carla, mailbox, run_jobs):
    guess(at("203.0.113.7"), carla.email)
    browser = at("203.0.113.7")
    refused = sign_in(browser, carla.email)
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "choose a new password by mail" in refused.content.decode()
    browser.post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    form = browser.get(link(mailbox[-1].body), follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "new-leaf-2026", "password2": "new-leaf-2026"})
    assert sign_in(browser, carla.email, "new-leaf-2026").status_code == 302
    assert sign_in(at("203.0.113.7"), carla.email, "new-leaf-2026").status_code == 429


def test_throttle_message_in_bangla(carla):
    browser = Client(headers={"accept-language": "bn"})
    guess(browser, carla.email)
    assert "মেইলে নতুন পাসওয়ার্ড" in sign_in(browser, carla.email).content.decode()


def test_client_throttle_counts_across_accounts(at, api, carla, limit):
    limit(sign_in_tries_per_client_hour=5)
    for number in range(5):
        assert sign_in(at("203.0.113.7"), f"{number}@demo.test", WRONG).status_code == 200
    assert sign_in(at("203.0.113.7"), carla.email).status_code == 429
    program = api()
    program.defaults["REMOTE_ADDR"] = "203.0.113.7"
    answer = program.post(TOKEN, {"email": carla.email, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert sign_in(at("203.0.113.8"), carla.email).status_code == 302


def test_successful_sign_ins_of_one_address_are_not_throttled(at, db, limit):
    limit(sign_in_tries_per_client_hour=2)
    for number in range(6):
        assert sign_in(at("203.0.113.7"), make.make_person(f"Woman{number}").email).status_code == 302


def test_one_client_cannot_use_up_the_account_throttle(at, carla, omar, limit):
    limit(sign_in_tries_per_account_hour=15, sign_in_tries_per_client_hour=15)
    guess(at("198.51.100.1"), carla.email, 30)
    assert sign_in(at("198.51.100.2"), carla.email, WRONG).status_code == 200
    assert sign_in(at("198.51.100.1"), omar.email).status_code == 302


def test_ipv6_network_counts_as_one_client(at, carla):
    for number in range(10):
        sign_in(at(f"2001:db8:1:2::{number}"), carla.email, WRONG)
    assert sign_in(at("2001:db8:1:2:ffff::1"), carla.email).status_code == 429
    assert sign_in(at("2001:db8:1:3::1"), carla.email).status_code == 302


def test_clients_behind_a_proxy_are_throttled_separately(carla):
    for number in range(12):
        proxied = Client(headers={"x-forwarded-for": f"8.8.8.8, 203.0.113.{number}"})
        assert sign_in(proxied, carla.email, WRONG).status_code == 200
    for _ in range(10):
        sign_in(Client(headers={"x-forwarded-for": "1.1.1.1, 203.0.113.99"}), carla.email, WRONG)
    made_up = Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.99"})
    assert sign_in(made_up, carla.email).status_code == 429, "a header from the client itself is not trusted"


def test_mails_requested_by_strangers_do_not_throttle_the_owner(at, carla, mailbox, run_jobs):
    own = at("203.0.113.7")
    sign_in(own, carla.email)
    own.post("/accounts/logout/")
    for number in range(12):
        at(f"198.51.100.{number}").post("/accounts/signup/", {**NEW, "email": carla.email})
    for number in range(12):
        response = at(f"198.51.100.{number}").post("/accounts/password/reset/", {"email": carla.email})
        assert response.status_code == 302
    run_jobs()
    assert len(mailbox) == 10, "five of each mail"
    mailbox.clear()
    own.post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["A new password for Amar Kaj"]


def test_not_me_link_sends_the_reset_mail_despite_the_throttle(at, carla, mailbox, run_jobs):
    sign_in(at("203.0.113.9"), carla.email)
    for _ in range(6):
        at("198.51.100.1").post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    mailbox.clear()
    at("203.0.113.7").post(f"/accounts/not-me/{not_me_key(Device.objects.get())}/")
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["A new password for Amar Kaj"]


def test_password_resets_are_throttled_per_client(at, db, limit):
    limit(resets_per_client_hour=3)
    ask = partial(at("203.0.113.7").post, "/accounts/password/reset/")
    assert [ask({"email": f"{number}@demo.test"}).status_code for number in range(4)] == [302, 302, 302, 429]


def test_token_creation_is_throttled(api, page, carla, limit, mailbox, run_jobs):
    limit(tokens_per_hour=3, sign_in_tries_per_hour=2)
    credentials = {"email": carla.email, "password": PASSWORD}
    assert {api().post(TOKEN, credentials).status_code for _ in range(3)} == {201}
    refused = api().post(TOKEN, credentials)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Use one that you have" in refused.json()["detail"]
    assert "টোকেন" in api().post(TOKEN, credentials, headers={"accept-language": "bn"}).json()["detail"]
    assert "choose a new password" in api().post(TOKEN, credentials).json()["detail"], "an attempt without a hash"
    form = {"name": "Shop", "scopes": ["read"], "days": "30"}
    page_response = page(carla).post("/settings/tokens/", form)
    assert (page_response.status_code, 0 < int(page_response["Retry-After"]) <= 3600) == (429, True)
    assert "Use one that you have" in page_response.content.decode()
    run_jobs()
    assert len(mailbox) == 3


def test_sign_ups_are_throttled_per_client(at, api, db, limit):
    limit(sign_ups_per_client_hour=2)
    sign_up = at("203.0.113.7").post
    codes = [sign_up("/accounts/signup/", {**NEW, "email": f"{number}@demo.test"}).status_code for number in range(3)]
    assert codes == [302, 302, 429]


def test_strangers_cannot_throttle_the_sign_up_of_an_address(at, db):
    for _ in range(12):
        at("198.51.100.1").post("/accounts/signup/", {**NEW, "password1": "other-words-77"})
    assert at("203.0.113.7").post("/accounts/signup/", NEW).status_code == 302


def test_wrong_codes_of_another_client_do_not_throttle_the_owner(at, pavel):
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    own, thief = at("203.0.113.7"), at("198.51.100.1")
    sign_in(own, pavel.email)
    assert own.post("/accounts/2fa/authenticate/", {"code": code()}).status_code == 302
    own.post("/accounts/logout/")
    sign_in(thief, pavel.email)
    for _ in range(11):
        refused = thief.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert refused.status_code == 429
    sign_in(own, pavel.email)
    again = own.post("/accounts/2fa/authenticate/", {"code": "111111"})
    assert again.status_code == 200
    assert "too often" not in again.content.decode()


def test_second_factor_throttle_is_shared_by_pages_and_api(api, pavel, page):
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    sign_in(browser, pavel.email)
    for _ in range(10):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = api().post(TOKEN, {"email": pavel.email, "password": PASSWORD, "otp": code()})
    assert answer.status_code == 429


def test_password_change_throttles_wrong_old_passwords(page, carla):
    browser = page(carla)
    form = {"password1": "new-leaf-2026", "password2": "new-leaf-2026"}
    for _ in range(10):
        assert browser.post("/accounts/password/change/", {**form, "oldpassword": WRONG}).status_code == 200
    assert browser.post("/accounts/password/change/", {**form, "oldpassword": PASSWORD}).status_code == 429
