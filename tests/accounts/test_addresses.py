"""A new e-mail address: confirmed on both, stopped by the old one, or done after its days of silence."""

from datetime import timedelta

import pytest
from django.test import Client

from market.accounts.models import EmailChange, User
from tests.accounts.test_api_devices import PHONE, is_in, signed_in
from tests.accounts.test_pages import link

PASSWORD = "amar-kaj-demo"
NEW = "carla.new@demo.test"


def asked(page, user, email: str = NEW) -> None:
    answer = page(user).post("/settings/address/", {"email": email, "password": PASSWORD})
    assert answer.url == "/settings/address/"


@pytest.fixture
def links(page, carla, mailbox, run_jobs) -> dict[str, str]:
    """The links of both mails."""
    asked(page, carla)
    run_jobs()
    return {mail.to[0]: link(mail.body) for mail in mailbox}


def test_both_say_yes(page, carla, links, mailbox, run_jobs):
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


def test_the_old_one_may_agree_first(carla, links):
    assert (
        "as soon as the new one is confirmed" in Client().post(links[carla.email], {"answer": "agree"}).content.decode()
    )
    Client().post(links[NEW])
    assert User.objects.get(pk=carla.pk).email == NEW


def test_silence_of_the_old_one_agrees_after_its_days(carla, links, travel):
    Client().post(links[NEW])
    travel(timedelta(days=6, hours=23))
    assert User.objects.get(pk=carla.pk).email == carla.email
    travel(timedelta(hours=2))
    assert User.objects.get(pk=carla.pk).email == NEW


def test_the_old_one_stops_it_and_everything_that_opens_the_account(carla, links, mailbox, run_jobs, travel):
    thief = signed_in(carla, PHONE)
    Client().post(links[NEW])
    assert "locked" in Client().post(links[carla.email], {"answer": "stop"}).content.decode()
    assert not is_in(thief)
    assert Client().post("/accounts/login/", {"login": carla.email, "password": PASSWORD}).status_code == 200
    travel(timedelta(days=8))
    assert User.objects.get(pk=carla.pk).email == carla.email
    assert "/password/reset/key/" in mailbox[-1].body


def test_without_the_new_one_it_is_forgotten(carla, links, travel):
    Client().post(links[carla.email], {"answer": "agree"})
    travel(timedelta(days=3, minutes=1))
    assert not EmailChange.objects.exists()
    assert Client().post(links[NEW]).status_code == 400


def test_she_changes_her_mind(page, carla, links):
    assert page(carla).post("/settings/address/cancel/").url == "/settings/address/"
    assert Client().post(links[NEW]).status_code == 400
    asked(page, carla, "third@demo.test")
    assert Client().post(links[NEW]).status_code == 400


def test_a_link_is_good_for_its_own_side_only(carla, links):
    Client().post(links[NEW], {"answer": "stop"})
    assert EmailChange.objects.get().confirmed_at is not None


def test_an_address_of_somebody_else_looks_the_same(page, carla, omar, mailbox, run_jobs):
    asked(page, carla, omar.email.upper())
    run_jobs()
    told = next(mail for mail in mailbox if mail.to == [omar.email])
    assert told.subject == "You have an account at Amar Kaj already"
    assert "/address/" not in told.body


def test_somebody_was_faster(carla, omar, links, travel):
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
def test_what_is_refused(api, page, carla, form, code, field):
    answer = api(carla).post("/api/v1/me/address/", form)
    assert (answer.status_code, answer.json()["code"], set(answer.json()["errors"])) == (400, code, {field})
    shown = page(carla).post("/settings/address/", form)
    assert shown.status_code == 400
    assert form["email"] in shown.content.decode()


def test_over_the_api(api, carla):
    caller = api(carla)
    assert caller.get("/api/v1/me/address/").status_code == 404
    assert caller.post("/api/v1/me/address/", {"email": NEW, "password": PASSWORD}).json()["new_email"] == NEW
    assert caller.get("/api/v1/me/address/").json()["confirmed_at"] is None
    assert caller.delete("/api/v1/me/address/").status_code == 204
    assert not EmailChange.objects.exists()


def test_a_password_is_guessed_ten_times_an_hour(api, carla):
    for _ in range(10):
        api(carla).post("/api/v1/me/address/", {"email": NEW, "password": "no"})
    assert api(carla).post("/api/v1/me/address/", {"email": NEW, "password": PASSWORD}).status_code == 429
