"""What stays on a shared phone: nothing."""

import pytest
from django.test import Client

from market.accounts.actions import create_api_token

PASSWORD = "amar-kaj-demo"


@pytest.mark.parametrize("shared", [True, False])
def test_a_shared_device_keeps_no_page_and_no_draft(carla, shared):
    browser = Client(headers={"accept-language": "en"})
    form = {"login": carla.email, "password": PASSWORD, "remember": "on"} | ({"shared": "on"} if shared else {})
    assert browser.post("/accounts/login/", form).status_code == 302
    shown = browser.get("/my-work/")
    assert ("no-store" in shown.headers.get("Cache-Control", "")) == shared
    assert (" data-shared" in shown.content.decode()) == shared
    assert browser.session.get_expire_at_browser_close() == shared
    browser.post("/accounts/logout/")
    assert " data-shared" not in browser.get("/").content.decode()


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
