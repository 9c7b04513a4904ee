"""How far a message has come, in the browser: kept on the device, sent from any page, delivered, read."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person

pytestmark = pytest.mark.xdist_group("served")
WAITING = "Messages on this device that wait to be sent"


@pytest.fixture(scope="module")
def conversation(served) -> int:
    """A conversation of Carla and Farida in which both have written."""
    carla, farida = Person(served, "carla@demo.test"), Person(served, "farida@demo.test")
    conversation = carla.post("conversations/", {"profile": farida.get("me/profile/")["id"]})["id"]
    for each in (carla, farida):
        each.post(f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": "Hello"})
    return conversation


@pytest.fixture
def token() -> str:
    return uuid.uuid4().hex[:8]


def is_live(walker):
    expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    return walker


def write(walker, text: str) -> None:
    walker.page.fill(".composer textarea", text)
    walker.page.click("[data-send]")


def choose(walker) -> None:
    file = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"A plan"}
    walker.page.set_input_files("[name=uploads]", [file])
    expect(walker.page.locator(".tray-card")).to_have_count(1)


def test_a_message_is_delivered_to_whatever_page_is_open_and_then_read(window, conversation, token):
    farida = is_live(window(width=360).sign_in("farida@demo.test"))
    carla = is_live(window(width=1280).sign_in("carla@demo.test", next_page=f"/messages/{conversation}/"))
    write(carla, token)
    mark = carla.page.locator(f"#log .bubble:has-text('{token}') [data-mark]")
    expect(mark).to_have_text("delivered", timeout=10_000)
    farida.go(f"/messages/{conversation}/")
    expect(mark).to_have_text("read", timeout=10_000)


def test_chosen_files_are_there_after_a_reload_until_they_are_sent_with_their_caption(window, conversation, token):
    farida = is_live(window(width=360).sign_in("farida@demo.test", next_page=f"/messages/{conversation}/"))
    choose(farida)
    farida.page.reload()
    expect(farida.page.locator(".tray-card")).to_contain_text("plan.txt")
    expect(farida.page.locator(".composer textarea")).to_have_attribute("placeholder", "Write a caption")
    write(farida, token)
    bubble = farida.page.locator(f"#log .bubble:has-text('{token}')")
    expect(bubble.locator("[data-mark]")).to_have_text("sent", timeout=10_000)
    assert bubble.inner_text().index("plan.txt") < bubble.inner_text().index(token), (
        "what was written is below the file"
    )
    farida.page.reload()
    expect(bubble).to_be_visible()
    expect(farida.page.locator(".tray-card")).to_have_count(0)


def test_chosen_files_leave_the_device_with_who_signs_out(window, conversation):
    farida = is_live(window(width=360).sign_in("farida@demo.test", next_page=f"/messages/{conversation}/"))
    choose(farida)
    farida.until("() => Object.keys(localStorage).some((key) => key.startsWith('tray:'))")
    farida.go("/settings/")
    farida.page.click("#menu > summary")
    farida.press("form[action$='/accounts/logout/'] button")
    assert farida.page.evaluate("Object.keys(localStorage).filter((key) => /^(tray|outbox):/.test(key))") == []
    assert farida.until("indexedDB.databases().then((all) => all.every(({ name }) => !name.startsWith('outbox:')))")


def test_what_waits_on_the_device_is_counted_and_sent_on_any_page(window, conversation, token):
    farida = is_live(window(width=360).has_worker().sign_in("farida@demo.test", next_page=f"/messages/{conversation}/"))
    choose(farida)
    farida.page.click(".tray-card button")  # the script for files is there
    with farida.off_line():
        write(farida, f"first {token}")
        choose(farida)
        write(farida, f"second {token}")
        expect(farida.page.locator("#log .unsent")).to_have_count(2)
        farida.until("() => localStorage[`outbox:${document.documentElement.dataset.me}`]")
        farida.page.goto("about:blank")
    farida.page.route("**/api/v1/**", lambda route: route.abort())
    farida.page.add_init_script("if (!sessionStorage.sockets) delete window.WebSocket")
    farida.is_off_line = True  # what is cut on purpose is no error
    farida.go("/settings/")
    farida.sees(f"{WAITING}: 2")
    farida.page.unroute("**/api/v1/**")
    farida.is_off_line = False
    farida.page.evaluate("sessionStorage.sockets = 1")
    farida.go("/jobs/")
    farida.until("() => Object.keys(localStorage).every((key) => !key.startsWith('outbox:'))")
    expect(farida.page.get_by_text(WAITING)).to_be_hidden()
    farida.go(f"/messages/{conversation}/")
    texts = farida.page.locator(f"#log .mine:has-text('{token}') .bubble-text").all_inner_texts()
    assert texts == [f"first {token}", f"second {token}"]
