"""Changing the e-mail address: both addresses confirm, the old one may cancel, and a deadline ends the wait."""

from datetime import timedelta

import pytest
from django.test import Client

from market.accounts.models import EmailChange, User
from tests.accounts.test_api_devices import PHONE, is_in, signed_in
from tests.accounts.test_pages import link

PASSWORD = "amar-kaj-demo"
NEW = "carla.new@demo.test"


def request_change(page, user, email: str = NEW) -> None:
    answer = page(user).post("/settings/address/", {"email": email, "password": PASSWORD})
    assert answer.url == "/settings/address/"


@pytest.fixture
def links(page, carla, mailbox, run_jobs) -> dict[str, str]:
    """The link of each of the two mails, by recipient."""
    request_change(page, carla)
    run_jobs()
    return {mail.to[0]: link(mail.body) for mail in mailbox}


def test_email_changes_once_both_addresses_confirm(page, carla, links, mailbox, run_jobs):
    assert NEW in page(carla).get("/settings/address/").content.decode()
    assert Client().get(links[NEW]).status_code == 200
    assert User.objects.get(pk=carla.pk).email == carla.email
    assert "as soon as you agree" in Client().post(links[NEW]).content.decode()
    assert User.objects.get(pk=carla.pk).email == carla.email
    assert "is changed" in Client().post(links[carla.email], {"answer": "agree"}).content.decode()
    changed = User.objects.get(pk=carla.pk)
    assert changed.email == NEW
    assert [(each.email, each.verified, each.primary) for each in changed.emailaddress_set.all()] == [(NEW, True, True)]
    assert not EmailChange.objects.exists()
    run_jobs()
    assert sorted(mail.to[0] for mail in mailbox if "is changed" in mail.subject) == sorted([carla.email, NEW])
    assert Client().post("/accounts/login/", {"login": NEW, "password": PASSWORD}).status_code == 302
    assert Client().get(links[NEW]).status_code == 400


def test_old_address_may_agree_before_the_new_one_confirms(carla, links):
    assert (
        "as soon as the new one is confirmed" in Client().post(links[carla.email], {"answer": "agree"}).content.decode()
    )
    Client().post(links[NEW])
    assert User.objects.get(pk=carla.pk).email == NEW


def test_email_changes_at_the_deadline_without_an_answer(carla, links, travel):
    Client().post(links[NEW])
    travel(timedelta(days=6, hours=23))
    assert User.objects.get(pk=carla.pk).email == carla.email
    travel(timedelta(hours=2))
    assert User.objects.get(pk=carla.pk).email == NEW


def test_old_address_cancels_the_change_and_locks_the_account(carla, links, mailbox, run_jobs, travel):
    thief = signed_in(carla, PHONE)
    Client().post(links[NEW])
    assert "locked" in Client().post(links[carla.email], {"answer": "stop"}).content.decode()
    assert not is_in(thief)
    assert Client().post("/accounts/login/", {"login": carla.email, "password": PASSWORD}).status_code == 200
    travel(timedelta(days=8))
    assert User.objects.get(pk=carla.pk).email == carla.email
    assert "/password/reset/key/" in mailbox[-1].body


def test_unconfirmed_change_expires(carla, links, travel):
    Client().post(links[carla.email], {"answer": "agree"})
    travel(timedelta(days=3, minutes=1))
    assert not EmailChange.objects.exists()
    assert Client().post(links[NEW]).status_code == 400


def test_cancelling_or_replacing_a_change_invalidates_its_links(page, carla, links):
    assert page(carla).post("/settings/address/cancel/").url == "/settings/address/"
    assert Client().post(links[NEW]).status_code == 400
    request_change(page, carla, "third@demo.test")
    assert Client().post(links[NEW]).status_code == 400


def test_new_address_link_cannot_cancel_the_change(carla, links):
    Client().post(links[NEW], {"answer": "stop"})
    assert EmailChange.objects.get().confirmed_at is not None


def test_taken_address_gets_the_same_response(page, carla, omar, mailbox, run_jobs):
    request_change(page, carla, omar.email.upper())
    run_jobs()
    mail_to_owner = next(mail for mail in mailbox if mail.to == [omar.email])
    assert mail_to_owner.subject == "You have an account at Amar Kaj already"
    assert "/address/" not in mail_to_owner.body


def test_address_taken_in_the_meantime_is_a_conflict(carla, omar, links, travel):
    Client().post(links[NEW])
    User.objects.filter(pk=omar.pk).update(email=NEW)
    answer = Client().post(links[carla.email], {"answer": "agree"})
    assert answer.status_code == 409
    travel(timedelta(days=8))
    assert User.objects.get(pk=carla.pk).email == carla.email


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        ({"email": NEW, "password": "no"}, "wrong_password", "password"),
        ({"email": "CARLA@demo.test", "password": PASSWORD}, "same_address", "email"),
        ({"email": "nonsense", "password": PASSWORD}, "invalid", "email"),
    ],
)
def test_invalid_input_is_a_form_error(api, page, carla, form, code, field):
    api_response = api(carla).post("/api/v1/me/address/", form)
    problem = api_response.json()
    assert (api_response.status_code, problem["code"], set(problem["errors"])) == (400, code, {field})
    page_response = page(carla).post("/settings/address/", form)
    assert page_response.status_code == 400
    assert form["email"] in page_response.content.decode()


def test_api_requests_shows_and_cancels_a_change(api, carla):
    caller = api(carla)
    assert caller.get("/api/v1/me/address/").status_code == 404
    assert caller.post("/api/v1/me/address/", {"email": NEW, "password": PASSWORD}).json()["new_email"] == NEW
    assert caller.get("/api/v1/me/address/").json()["confirmed_at"] is None
    assert caller.delete("/api/v1/me/address/").status_code == 204
    assert not EmailChange.objects.exists()


def test_wrong_passwords_are_throttled(api, carla):
    for _ in range(10):
        api(carla).post("/api/v1/me/address/", {"email": NEW, "password": "no"})
    assert api(carla).post("/api/v1/me/address/", {"email": NEW, "password": PASSWORD}).status_code == 429
