"""Shared devices: nothing is left in the browser after sign-out."""

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
def test_shared_device_stores_no_pages_or_drafts(carla, shared):
    browser = Client(headers={"accept-language": "en"})
    form = {"login": carla.email, "password": PASSWORD, "device": "shared" if shared else "own"}
    assert browser.post("/accounts/login/", form).status_code == 302
    response = browser.get("/my-work/")
    assert ("no-store" in response.headers.get("Cache-Control", "")) == shared
    assert (" data-shared" in response.content.decode()) == shared
    assert browser.session.get_expire_at_browser_close() == shared
    browser.post("/accounts/logout/")
    assert " data-shared" not in browser.get("/").content.decode()


def test_sign_in_form_has_one_device_choice(client, db):
    html = client.get("/accounts/login/").content.decode()
    assert re.findall('type="radio" name="device" value="([a-z]*)"', html) == ["", "own", "shared"]
    assert 'type="checkbox"' not in html


@pytest.mark.parametrize("was_own", [False, True])
def test_shared_device_is_not_recognized_after_sign_out(carla, was_own):
    browser = Client(headers={"accept-language": "en"})
    if was_own:
        sign_in(browser, carla, "own")
        browser.cookies.pop("sessionid")
    sign_in(browser, carla, "shared")
    assert not browser.cookies.get("device", NOTHING).value
    assert Hint.objects.filter(user=carla).count() == was_own
    assert "Shared" in browser.get("/settings/devices/").content.decode()
    reader_headers = {browser.get("/my-work/")["Reader"]}
    browser.post("/accounts/logout/")
    browser.get("/")
    remaining = {name: cookie.value for name, cookie in browser.cookies.items() if cookie.value}
    assert remaining.keys() <= {"csrftoken"}
    assert not Device.objects.filter(mark__in=[clients.mark_of(value) for value in remaining.values()]).exists()
    sign_in(browser, carla, "shared")
    reader_headers.add(browser.get("/my-work/")["Reader"])
    assert len(reader_headers) == 2, "the header differs each time, so that it identifies nobody"


def test_not_me_link_works_for_a_known_device_marked_as_shared(carla):
    browser = Client()
    sign_in(browser, carla, "own")
    mark = carla.devices.get().mark
    key = not_me_key(carla.devices.get())
    browser.cookies.pop("sessionid")
    sign_in(browser, carla, "shared")
    assert not carla.devices.filter(mark=mark).exists()
    assert disowned_device(key).user == carla


def test_shared_device_gets_no_push_notifications(carla):
    browser = Client(headers={"accept-language": "en"})
    sign_in(browser, carla, "shared")
    assert "data-push" not in browser.get("/settings/notifications/").content.decode()
    push = {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "a", "auth": "b"}}
    refused = browser.post("/api/v1/push-subscriptions/", push, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "device_is_shared")


def test_shared_devices_are_deleted_after_their_not_me_link_expires(carla, settings):
    for device in ("own", "shared"):
        sign_in(Client(), carla, device)
    forget_expired()
    assert carla.devices.count() == 2
    carla.devices.update(signed_in_at=clock.now() - settings.SESSION_LIFE - timedelta(days=31))
    forget_expired()
    assert not carla.devices.get().is_shared


def test_cache_control_of_private_pages(carla, mitu, page):
    own, staff = page(carla), page(mitu)
    for address in ("/my-work/", "/contracts/", "/jobs/", "/help/"):
        assert own.get(address)["Cache-Control"] == "private, no-cache", address
        assert staff.get(address)["Cache-Control"] == "private, no-store", address
    for address in ("/money/", "/settings/", "/settings/tokens/", "/accounts/logout/"):
        assert "no-store" in own.get(address)["Cache-Control"], address
    for address in ("/api/v1/me/", "/api/v1/me/balance/", "/api/v1/jobs/"):
        assert own.get(address)["Cache-Control"] == "private, no-store", address
    assert "private" not in page().get("/jobs/").headers.get("Cache-Control", "")


def test_device_cookie_without_prefix_is_migrated(carla, settings):
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
    assert "__Host-device" not in answer.cookies, "the browser has it already"
    assert carla.devices.count() == 1


def test_api_responses_are_not_cached(carla):
    text = create_api_token(by=carla, name="Shop", scopes=["read"], days=7)[1]
    program = Client(headers={"authorization": f"Bearer {text}", "accept": "application/json"})
    for address, status in (("/api/v1/me/", 200), ("/api/v1/jobs/", 200), ("/api/v1/cases/", 403)):
        answer = program.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (status, "private, no-store"), address
        assert answer.json()
