"""Signed-in devices: list, sign out, notification of a new one, and the "not me" link."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from market.accounts.models import Device
from market.accounts.tokens.actions import create_api_token
from market.core.base import clock
from tests.accounts.test_pages import link

PASSWORD = "amar-kaj-demo"
PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A125F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"


def signed_in(user, agent: str, **headers: str) -> Client:
    browser = Client(headers={"user-agent": agent, **headers})
    assert browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/settings/").status_code == 200


def test_device_list_names_devices_and_signs_one_out(carla, settings):
    settings.COUNTRY_HEADER = "CF-IPCountry"
    phone = signed_in(carla, PHONE, **{"cf-ipcountry": "BD"})
    laptop = signed_in(carla, LAPTOP)
    text = laptop.get("/settings/devices/").content.decode()
    assert "Chrome on Android" in text
    assert "Firefox on Linux" in text
    assert "Bangladesh" in text
    assert text.count("This device") == 1
    device = Device.objects.get(agent=PHONE)
    assert laptop.post(f"/settings/devices/{device.pk}/end/").url == "/settings/devices/"
    assert not is_in(phone)
    assert is_in(laptop)
    assert "Chrome on Android" not in laptop.get("/settings/devices/").content.decode()


def test_ending_another_users_device_is_404(carla, omar):
    phone = signed_in(carla, PHONE)
    device = Device.objects.get(user=carla)
    assert signed_in(omar, LAPTOP).post(f"/settings/devices/{device.pk}/end/").status_code == 404
    assert is_in(phone)


@pytest.mark.parametrize("tokens", [True, False])
def test_sign_out_of_other_devices_optionally_revokes_tokens(carla, tokens):
    phone, laptop = signed_in(carla, PHONE), signed_in(carla, LAPTOP)
    create_api_token(by=carla, name="Shop", scopes=["read"], days=7)
    laptop.post("/settings/devices/end/", {"tokens": "on"} if tokens else {})
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert carla.auth_token_set.count() == (0 if tokens else 1)


def test_second_sign_in_on_a_device_ends_its_earlier_session(carla):
    """The same browser signs in twice: the earlier session would be in no list, so nobody could end it."""
    before, again = signed_in(carla, PHONE), Client(headers={"user-agent": PHONE})
    again.cookies["device"] = before.cookies["device"].value
    again.post("/accounts/login/", {"login": carla.email, "password": PASSWORD})
    assert (is_in(before), is_in(again)) == (False, True)
    signed_in(carla, LAPTOP).post("/settings/devices/end/")
    assert not is_in(again)


def test_password_change_signs_out_other_devices(carla):
    phone, laptop = signed_in(carla, PHONE), signed_in(carla, LAPTOP)
    form = {"oldpassword": PASSWORD, "password1": "new-leaf-2026", "password2": "new-leaf-2026"}
    assert laptop.post("/accounts/password/change/", form).status_code == 302
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert "This device" in laptop.get("/settings/devices/").content.decode()


def test_new_device_is_notified_and_a_known_one_is_not(carla, mailbox, run_jobs):
    phone = signed_in(carla, PHONE)
    run_jobs()
    assert mailbox == []
    phone.post("/accounts/logout/")
    assert phone.post("/accounts/login/", {"login": carla.email, "password": PASSWORD}).status_code == 302
    run_jobs()
    assert mailbox == []
    signed_in(carla, LAPTOP)
    run_jobs()
    assert mailbox[0].subject == "New sign-in: Firefox on Linux"
    assert carla.notifications.get().kind == "account.new_device"
    carla.language = "bn"
    carla.save()
    page = Client()
    page.force_login(carla)
    assert "নতুন সাইন ইন: Linux-এ Firefox" in page.get("/notifications/").content.decode(), "read in the language of now"


def test_not_me_link_ends_sessions_and_locks_the_account(carla, mailbox, run_jobs):
    phone, thief = signed_in(carla, PHONE), signed_in(carla, LAPTOP)
    create_api_token(by=carla, name="Shop", scopes=["read"], days=7)
    run_jobs()
    not_me_link = next(link(mail.body) for mail in mailbox if "New sign-in" in mail.subject)
    response = Client().get(not_me_link)
    assert "Firefox on Linux" in response.content.decode()
    assert is_in(thief)
    assert "locked" in Client().post(not_me_link).content.decode()
    assert (is_in(phone), is_in(thief)) == (False, False)
    assert not carla.auth_token_set.exists()
    again = Client().post("/accounts/login/", {"login": carla.email, "password": PASSWORD})
    assert again.status_code == 200
    run_jobs()
    assert "/password/reset/key/" in mailbox[-1].body
    assert Client().get(not_me_link).status_code == 400
    assert Client().get("/accounts/not-me/made-up/").status_code == 400
    form = Client()
    place = form.get(link(mailbox[-1].body), follow=True).redirect_chain[-1][0]
    form.post(place, {"password1": "new-leaf-2026", "password2": "new-leaf-2026"})
    assert Client().post("/accounts/login/", {"login": carla.email, "password": "new-leaf-2026"}).status_code == 302


def test_not_me_link_removes_second_factors_added_since(carla, mailbox, run_jobs):
    signed_in(carla, PHONE)
    own_factor = Authenticator.objects.create(user=carla, type=Authenticator.Type.RECOVERY_CODES, data={})
    Authenticator.objects.filter(pk=own_factor.pk).update(created_at=clock.wall() - timedelta(days=9))
    signed_in(carla, LAPTOP)
    thief_factor = Authenticator.objects.create(user=carla, type=Authenticator.Type.WEBAUTHN, data={})
    run_jobs()
    not_me_link = next(link(mail.body) for mail in mailbox if "New sign-in" in mail.subject)
    assert "locked" in Client().post(not_me_link).content.decode()
    remaining = list(Authenticator.objects.filter(user=carla))
    assert thief_factor not in remaining
    assert remaining == [own_factor]


def test_api_lists_and_ends_devices(api, carla, omar):
    signed_in(carla, PHONE)
    device = Device.objects.get()
    caller = api(carla)
    listed = caller.get("/api/v1/me/devices/").json()
    assert [each["name"] for each in listed["results"]] == ["Chrome on Android"]
    assert api().delete(f"/api/v1/me/devices/{device.pk}/").status_code == 401
    assert api(omar).delete(f"/api/v1/me/devices/{device.pk}/").status_code == 404
    assert caller.delete(f"/api/v1/me/devices/{device.pk}/").status_code == 204
    assert not Session.objects.exists()
    signed_in(carla, PHONE)
    assert caller.post("/api/v1/me/devices/end/", {"tokens": True}).json() == {"count": 1}


def test_last_seen_time_is_updated_at_intervals(carla, travel, django_assert_max_num_queries):
    phone = signed_in(carla, PHONE)
    first = Device.objects.get().seen_at
    phone.get("/settings/")
    assert Device.objects.get().seen_at == first
    session = phone.session
    session["device"] = [*session["device"][:2], "2026-01-01T00:00:00+00:00"]
    session.save()
    phone.get("/settings/")
    assert Device.objects.get().seen_at > first


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on Android"),
        (LAPTOP, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604.1", "Safari on iPhone"),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_device_name_from_the_user_agent(agent, words):
    assert Device(agent=agent).name == words


def test_device_cookie_is_httponly_and_stored_as_a_digest(carla):
    phone = signed_in(carla, PHONE)
    cookie = phone.cookies["device"]
    assert cookie["httponly"]
    assert not re.search(cookie.value, Device.objects.get().mark)
