"""What stays on a shared phone: nothing."""

import re
from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.test import Client

from market.accounts.models import Device
from market.accounts.privacy.expiry_actions import forget_expired
from market.accounts.sign_in.device_actions import disowned_device, not_me_key
from market.accounts.tokens.actions import create_api_token
from market.core.base import clock
from market.core.web import clients
from market.moderation.models import Hint

PASSWORD = "amar-kaj-demo"
NOTHING: Morsel[str] = Morsel()


def sign_in(browser, user, device):
    form = {"login": user.email, "password": PASSWORD, "device": device}
    assert browser.post("/accounts/login/", form).status_code == 302


@pytest.mark.parametrize("shared", [True, False])
def test_a_shared_device_keeps_no_page_and_no_draft(carla, shared):
    browser = Client(headers={"accept-language": "en"})
    form = {"login": carla.email, "password": PASSWORD, "device": "shared" if shared else "own"}
    assert browser.post("/accounts/login/", form).status_code == 302
    shown = browser.get("/my-work/")
    assert ("no-store" in shown.headers.get("Cache-Control", "")) == shared
    assert (" data-shared" in shown.content.decode()) == shared
    assert browser.session.get_expire_at_browser_close() == shared
    browser.post("/accounts/logout/")
    assert " data-shared" not in browser.get("/").content.decode()


def test_the_sign_in_has_one_choice_for_the_device(client, db):
    shown = client.get("/accounts/login/").content.decode()
    assert re.findall('type="radio" name="device" value="([a-z]*)"', shown) == ["", "own", "shared"]
    assert 'type="checkbox"' not in shown


@pytest.mark.parametrize("was_own", [False, True])
def test_a_shared_device_is_not_recognised_after_the_sign_out(carla, was_own):
    browser = Client(headers={"accept-language": "en"})
    if was_own:
        sign_in(browser, carla, "own")
        browser.cookies.pop("sessionid")
    sign_in(browser, carla, "shared")
    assert not browser.cookies.get("device", NOTHING).value
    assert Hint.objects.filter(user=carla).count() == was_own
    assert "Shared" in browser.get("/settings/devices/").content.decode()
    words = {browser.get("/my-work/")["Reader"]}
    browser.post("/accounts/logout/")
    browser.get("/")
    left = {name: cookie.value for name, cookie in browser.cookies.items() if cookie.value}
    assert left.keys() <= {"csrftoken"}
    assert not Device.objects.filter(mark__in=[clients.mark_of(value) for value in left.values()]).exists()
    sign_in(browser, carla, "shared")
    words.add(browser.get("/my-work/")["Reader"])
    assert len(words) == 2, "the word that the browser writes down names nobody"


def test_a_device_that_is_said_to_be_shared_was_known_and_is_disowned_all_the_same(carla):
    browser = Client()
    sign_in(browser, carla, "own")
    mark = carla.devices.get().mark
    key = not_me_key(carla.devices.get())
    browser.cookies.pop("sessionid")
    sign_in(browser, carla, "shared")
    assert not carla.devices.filter(mark=mark).exists()
    assert disowned_device(key).user == carla


def test_a_shared_device_is_pushed_nothing(carla):
    browser = Client(headers={"accept-language": "en"})
    sign_in(browser, carla, "shared")
    assert "data-push" not in browser.get("/settings/notifications/").content.decode()
    push = {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "a", "auth": "b"}}
    refused = browser.post("/api/v1/push-subscriptions/", push, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "device_is_shared")


def test_shared_devices_are_forgotten_once_no_link_disowns_them(carla, settings):
    for device in ("own", "shared"):
        sign_in(Client(), carla, device)
    forget_expired()
    assert carla.devices.count() == 2
    carla.devices.update(signed_in_at=clock.now() - settings.SESSION_LIFE - timedelta(days=31))
    forget_expired()
    assert not carla.devices.get().is_shared


def test_pages_of_a_person_say_how_they_may_be_kept(carla, mitu, page):
    own, staff = page(carla), page(mitu)
    for address in ("/my-work/", "/contracts/", "/jobs/", "/help/"):
        assert own.get(address)["Cache-Control"] == "private, no-cache", address
        assert staff.get(address)["Cache-Control"] == "private, no-store", address
    for address in ("/money/", "/settings/", "/settings/tokens/", "/accounts/logout/"):
        assert "no-store" in own.get(address)["Cache-Control"], address
    for address in ("/api/v1/me/", "/api/v1/me/balance/", "/api/v1/jobs/"):
        assert own.get(address)["Cache-Control"] == "private, no-store", address
    assert "private" not in page().get("/jobs/").headers.get("Cache-Control", "")


def test_a_device_from_before_the_prefix_is_the_same_device_and_gets_it(carla, settings):
    browser = Client(headers={"accept-language": "en"})
    form = {"login": carla.email, "password": PASSWORD}
    browser.post("/accounts/login/", form)
    mark = browser.cookies["device"].value
    browser.cookies.pop("sessionid")
    settings.DEVICE_COOKIE_NAME = "__Host-device"
    for _ in range(2):
        answer = browser.post("/accounts/login/", form)
        assert browser.cookies["__Host-device"].value == mark
        assert browser.cookies["device"].value == ""
        browser.cookies.pop("sessionid")
    assert "__Host-device" not in answer.cookies, "it has it already"
    assert carla.devices.count() == 1


def test_answers_to_programs_are_not_kept(carla):
    text = create_api_token(by=carla, name="Shop", scopes=["read"], days=7)[1]
    program = Client(headers={"authorization": f"Bearer {text}", "accept": "application/json"})
    for address, status in (("/api/v1/me/", 200), ("/api/v1/jobs/", 200), ("/api/v1/cases/", 403)):
        answer = program.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (status, "private, no-store"), address
        assert answer.json()
