"""Tries to come in count by the account and who tries: nobody locks an owner out, and nobody tries many accounts."""

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


def test_nobody_locks_the_owner_out_of_a_device_that_she_knows(at, carla, limit):
    limit(sign_in_tries_per_account_hour=15)
    own = at("203.0.113.7")
    assert sign_in(own, carla.email).status_code == 302
    own.post("/accounts/logout/")
    for stranger in (at("203.0.113.7"), at("198.51.100.1"), at("198.51.100.2")):  # one of them behind her own address
        guess(stranger, carla.email)
    assert sign_in(at("198.51.100.3"), carla.email).status_code == 429
    assert sign_in(own, carla.email).status_code == 302


def test_a_refused_sign_in_says_what_to_do_next(at, carla):
    browser = at("203.0.113.7")
    wrong = sign_in(browser, carla.email, WRONG).content.decode()
    assert "Try again, or choose a new password." in wrong
    assert "Please correct this" in wrong
    often = guess(browser, carla.email).content.decode()
    assert "Not possible just now" in often
    assert "Please correct this" not in often, "there is nothing to correct"


def test_a_known_device_is_known_to_its_own_account_alone(at, carla, omar):
    browser = at("203.0.113.7")
    sign_in(browser, omar.email)
    browser.post("/accounts/logout/")
    guess(at("203.0.113.7"), carla.email)
    assert sign_in(browser, carla.email).status_code == 429


def test_a_known_device_can_guess_ten_times_an_hour_too(at, carla):
    own = at("203.0.113.7")
    sign_in(own, carla.email)
    own.post("/accounts/logout/")
    assert guess(own, carla.email).status_code == 200
    assert sign_in(own, carla.email).status_code == 429


def test_a_stranger_elsewhere_takes_nothing_from_the_owner_on_a_new_device(at, carla):
    guess(at("198.51.100.1"), carla.email, 30)
    assert sign_in(at("203.0.113.7"), carla.email).status_code == 302


def test_the_refusal_says_how_to_go_on_and_the_way_is_open(at, carla, mailbox, run_jobs):
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


def test_the_refusal_is_said_in_bangla(carla):
    browser = Client(headers={"accept-language": "bn"})
    guess(browser, carla.email)
    assert "মেইলে নতুন পাসওয়ার্ড" in sign_in(browser, carla.email).content.decode()


def test_one_client_cannot_try_many_accounts(at, api, carla, limit):
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


def test_many_women_behind_one_address_sign_in(at, db, limit):
    limit(sign_in_tries_per_client_hour=2)
    for number in range(6):
        assert sign_in(at("203.0.113.7"), make.make_person(f"Woman{number}").email).status_code == 302


def test_one_client_cannot_use_up_what_is_for_all_strangers_or_for_its_neighbours(at, carla, omar, limit):
    limit(sign_in_tries_per_account_hour=15, sign_in_tries_per_client_hour=15)
    guess(at("198.51.100.1"), carla.email, 30)
    assert sign_in(at("198.51.100.2"), carla.email, WRONG).status_code == 200
    assert sign_in(at("198.51.100.1"), omar.email).status_code == 302


def test_a_network_of_the_new_kind_counts_as_one(at, carla):
    for number in range(10):
        sign_in(at(f"2001:db8:1:2::{number}"), carla.email, WRONG)
    assert sign_in(at("2001:db8:1:2:ffff::1"), carla.email).status_code == 429
    assert sign_in(at("2001:db8:1:3::1"), carla.email).status_code == 302


def test_behind_a_proxy_each_client_has_its_own_room(carla):
    for number in range(12):
        proxied = Client(headers={"x-forwarded-for": f"8.8.8.8, 203.0.113.{number}"})
        assert sign_in(proxied, carla.email, WRONG).status_code == 200
    for _ in range(10):
        sign_in(Client(headers={"x-forwarded-for": "1.1.1.1, 203.0.113.99"}), carla.email, WRONG)
    made_up = Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.99"})
    assert sign_in(made_up, carla.email).status_code == 429, "what the client wrote itself is not believed"


def test_strangers_keep_no_mail_from_the_owner(at, carla, mailbox, run_jobs):
    own = at("203.0.113.7")
    sign_in(own, carla.email)
    own.post("/accounts/logout/")
    for number in range(12):
        at(f"198.51.100.{number}").post("/accounts/signup/", {**NEW, "email": carla.email})
    for number in range(12):
        asked = at(f"198.51.100.{number}").post("/accounts/password/reset/", {"email": carla.email})
        assert asked.status_code == 302
    run_jobs()
    assert len(mailbox) == 10, "five of each kind"
    mailbox.clear()
    own.post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["A new password for Amar Kaj"]


def test_who_said_that_it_was_not_her_gets_the_mail_whatever_strangers_asked_for(at, carla, mailbox, run_jobs):
    sign_in(at("203.0.113.9"), carla.email)
    for _ in range(6):
        at("198.51.100.1").post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    mailbox.clear()
    at("203.0.113.7").post(f"/accounts/not-me/{not_me_key(Device.objects.get())}/")
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["A new password for Amar Kaj"]


def test_one_client_cannot_ask_for_mails_to_many_addresses(at, db, limit):
    limit(resets_per_client_hour=3)
    ask = partial(at("203.0.113.7").post, "/accounts/password/reset/")
    assert [ask({"email": f"{number}@demo.test"}).status_code for number in range(4)] == [302, 302, 302, 429]


def test_a_right_password_makes_no_tokens_without_end(api, page, carla, limit, mailbox, run_jobs):
    limit(tokens_per_hour=3, sign_in_tries_per_hour=2)
    words = {"email": carla.email, "password": PASSWORD}
    assert {api().post(TOKEN, words).status_code for _ in range(3)} == {201}
    refused = api().post(TOKEN, words)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Use one that you have" in refused.json()["detail"]
    assert "টোকেন" in api().post(TOKEN, words, headers={"accept-language": "bn"}).json()["detail"]
    assert "choose a new password" in api().post(TOKEN, words).json()["detail"], "it counts as a try, and costs no hash"
    form = {"name": "Shop", "scopes": ["read"], "days": "30"}
    shown = page(carla).post("/settings/tokens/", form)
    assert (shown.status_code, 0 < int(shown["Retry-After"]) <= 3600) == (429, True)
    assert "Use one that you have" in shown.content.decode()
    run_jobs()
    assert len(mailbox) == 3


def test_one_client_cannot_make_accounts_without_end(at, api, db, limit):
    limit(sign_ups_per_client_hour=2)
    sign_up = at("203.0.113.7").post
    codes = [sign_up("/accounts/signup/", {**NEW, "email": f"{number}@demo.test"}).status_code for number in range(3)]
    assert codes == [302, 302, 429]


def test_nobody_keeps_an_address_from_signing_up(at, db):
    for _ in range(12):
        at("198.51.100.1").post("/accounts/signup/", {**NEW, "password1": "other-words-77"})
    assert at("203.0.113.7").post("/accounts/signup/", NEW).status_code == 302


def test_who_has_the_password_alone_locks_nobody_out_of_the_second_factor(at, pavel):
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


def test_codes_are_counted_together_on_pages_and_by_programs(api, pavel, page):
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    sign_in(browser, pavel.email)
    for _ in range(10):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = api().post(TOKEN, {"email": pavel.email, "password": PASSWORD, "otp": code()})
    assert answer.status_code == 429


def test_the_old_password_cannot_be_guessed_where_it_is_changed(page, carla):
    browser = page(carla)
    form = {"password1": "new-leaf-2026", "password2": "new-leaf-2026"}
    for _ in range(10):
        assert browser.post("/accounts/password/change/", {**form, "oldpassword": WRONG}).status_code == 200
    assert browser.post("/accounts/password/change/", {**form, "oldpassword": PASSWORD}).status_code == 429
