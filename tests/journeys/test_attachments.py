"""Files and voice notes in conversations in the browser: cut off, continued after a reload, in order, refused."""

import io
import os
import re
import uuid
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.conftest import QUIET as ALONE
from tests.journeys.people import Person

MEGABYTE = 1024 * 1024
SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 200_000}
REFUSED = '{"code": "refused", "detail": "Such files are refused."}'
QUICK = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def file(name: str, size: int) -> dict[str, object]:
    """A file of random bytes, so that nobody recognises or compresses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": os.urandom(size)}


def photo() -> dict[str, object]:
    content = io.BytesIO()
    Image.effect_noise((2600, 1800), 60).convert("RGB").save(content, "JPEG", quality=92)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with a microphone that beeps, and that nobody is asked for."""
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", *ALONE, *microphone]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def people(served):
    """Carla, Rina, and the id of a conversation in which both have written."""
    carla, rina = Person(served, "carla@demo.test"), Person(served, "rina@demo.test")
    conversation = carla.post("conversations/", {"profile": rina.get("me/profile/")["id"]})["id"]
    for each in (carla, rina):
        each.post(f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": "Hello"})
    return carla, rina, conversation


@pytest.fixture
def rina(window, people):
    walker = window(width=360).sign_in("rina@demo.test", next_page=f"/messages/{people[2]}/")
    expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    walker.page.fill(".composer textarea", "")  # a draft that another test wrote comes to this device too
    return walker


@pytest.fixture
def token():
    return uuid.uuid4().hex[:8]


def set_line(walker, line: dict[str, object]) -> None:
    devtools = walker.context.new_cdp_session(walker.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", line)


def send(walker, text: str, *files: dict[str, object]) -> None:
    walker.page.set_input_files("[name=uploads]", list(files))
    expect(walker.page.locator(".tray-card")).to_have_count(len(files))
    walker.page.fill(".composer textarea", text)
    walker.page.click("[data-send]")


def bubble(walker, text: str):
    return walker.page.locator(f"#log .bubble:has-text('{text}')")


def test_photo_is_sent_smaller_and_its_picture_appears_on_both_sides(window, people, rina, token):
    carla = window(width=1280).sign_in("carla@demo.test", next_page=f"/messages/{people[2]}/")
    rina.page.set_input_files("[name=uploads]", [photo()])
    size, original = rina.page.locator(".tray-card .tiny"), rina.page.locator(".tray-foot [type=checkbox]")
    expect(original).to_be_visible()
    smaller = size.inner_text()
    expect(rina.page.locator(".tray-foot")).to_contain_text(smaller)
    original.check()
    expect(size).not_to_have_text(smaller)
    original.uncheck()
    expect(size).to_have_text(smaller)
    rina.page.fill(".composer textarea", f"look {token}")
    rina.page.click("[data-send]")
    for walker in (rina, carla):
        expect(bubble(walker, token).locator("a.bubble-file img")).to_be_visible(timeout=30_000)
    message = people[0].get(f"conversations/{people[2]}/messages/")["results"][-1]
    assert message["attachments"][0]["size"] < len(photo()["buffer"])
    assert rina.until("() => Object.keys(localStorage).every((key) => !key.startsWith('outbox:'))")


def test_upload_goes_on_after_a_cut_and_a_reload_and_what_follows_waits(people, rina, token):
    set_line(rina, SLOW)
    send(rina, f"first {token}", file("work.bin", 2 * MEGABYTE))
    expect(bubble(rina, f"first {token}").locator("progress")).to_be_visible()
    rina.page.fill(".composer textarea", f"second {token}")
    rina.page.click("[data-send]")
    rina.until("() => document.querySelector('#log progress')?.value > 0.2")
    with rina.off_line():
        rina.page.wait_for_timeout(1500)
        expect(bubble(rina, f"second {token}")).to_have_class(re.compile("unsent"))
    set_line(rina, SLOW)
    begun = rina.until("() => document.querySelector('#log progress')?.value > 0.35 && 1")
    rina.page.reload()
    rina.wait_for_scripts()
    assert begun
    expect(bubble(rina, f"first {token}").locator("progress")).to_be_visible()
    expect(bubble(rina, f"second {token}")).to_have_class(re.compile("unsent"))
    set_line(rina, QUICK)
    expect(rina.page.locator(f"#log .unsent:has-text('{token}')")).to_have_count(0, timeout=30_000)
    newest = [
        each for each in people[0].get(f"conversations/{people[2]}/messages/")["results"] if token in each["text"]
    ]
    assert [each["text"] for each in newest] == [f"first {token}", f"second {token}"]
    assert newest[0]["attachments"][0]["size"] == 2 * MEGABYTE
    assert people[1].get("uploads/resumable/") == []


def test_another_device_goes_on_with_the_same_file(window, people, rina, token):
    content = file(f"{token}.bin", MEGABYTE * 3 // 2)
    set_line(rina, SLOW)
    send(rina, f"from here {token}", content)
    rina.until("() => document.querySelector('#log progress')?.value > 0.4")
    bubble(rina, token).locator("[data-pause]").click()
    (partial,) = people[1].get("uploads/resumable/")
    assert 0 < partial["offset"] < partial["size"]
    tablet = window(width=800).sign_in("rina@demo.test", next_page=f"/messages/{people[2]}/")
    posts = []
    tablet.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    send(tablet, f"from there {token}", content)
    expect(bubble(tablet, f"from there {token}").locator("a.bubble-file")).to_be_visible(timeout=30_000)
    assert not [url for url in posts if url.endswith("/uploads/resumable/")], "it went on where the phone was"
    assert people[0].get(f"conversations/{people[2]}/messages/")["results"][-1]["files"] == [partial["id"]]
    bubble(rina, f"from here {token}").locator("[data-do=discard]").click()
    expect(bubble(rina, f"from here {token}")).to_have_count(0)
    rina.errors.clear()  # it tried to give up what was whole by then


def test_a_form_and_a_message_each_send_the_same_file(window, people, token):
    carla = window(width=1280).sign_in("carla@demo.test", next_page=f"/messages/{people[2]}/")
    expect(carla.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    content = file(f"{token}.bin", 2 * MEGABYTE)
    set_line(carla, SLOW)
    send(carla, f"with a file {token}", content)
    carla.until("() => document.querySelector('#log progress')?.value > 0.1")
    carla.go("/jobs/new/")
    chooser, card = carla.page.locator("[type=file]"), carla.page.locator(".sending-card", has_text=token)
    chooser.evaluate("node => { for (const each of document.querySelectorAll('[data-step]')) each.hidden = false; }")
    chooser.set_input_files([content])
    carla.until("() => document.querySelector('.sending-card progress')?.value > 0.1")
    card.locator(".sending-ways button").click()
    partials = [each for each in people[0].get("uploads/resumable/") if token in each["name"]]
    assert len(partials) == 2, "neither goes on with the other's"
    expect(carla.page.get_by_text("wait to be sent")).to_be_visible()
    set_line(carla, QUICK)
    expect(carla.page.get_by_text("wait to be sent")).to_be_hidden(timeout=60_000)
    message = people[1].get(f"conversations/{people[2]}/messages/")["results"][-1]
    assert message["text"] == f"with a file {token}"
    card.locator(".sending-ways button").click()
    expect(card).to_contain_text("uploaded", timeout=15_000)
    assert card.locator("[name=kept]").input_value() not in message["files"]
    card.locator(".sending-close").click()
    expect(card).to_have_count(0)


def test_of_two_windows_with_the_same_chosen_files_one_sends_them(people, rina, token):
    context, cards = rina.context, rina.page.locator(".tray-card")
    rina.page.set_input_files("[name=uploads]", [file("a.bin", 1000), file("b.bin", 1000)])
    expect(cards).to_have_count(2)
    rina.until("() => Object.keys(localStorage).some((key) => key.startsWith('tray:'))")
    others = [context.new_page(), context.new_page()]
    others[1].add_init_script("delete window.BroadcastChannel")  # as if the word of the others came late
    for page in others:
        page.goto(f"/messages/{people[2]}/")
        expect(page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
        expect(page.locator(".tray-card")).to_have_count(2)
    others[0].locator(".tray-card button").first.click()
    expect(cards).to_have_count(1)
    rina.page.fill(".composer textarea", f"one {token}")
    rina.page.click("[data-send]")
    for page in (rina.page, others[0]):
        expect(page.locator(".tray-card")).to_have_count(0)
    others[1].fill(".composer textarea", f"two {token}")
    others[1].click("[data-send]")
    expect(others[1].locator(".tray-card")).to_have_count(0)
    expect(others[1].locator(".composer textarea")).to_have_value(f"two {token}")
    expect(bubble(rina, f"one {token}").locator("a.bubble-file")).to_have_count(1, timeout=15_000)
    newest = people[0].get(f"conversations/{people[2]}/messages/")["results"]
    assert [each["text"] for each in newest if token in each["text"]] == [f"one {token}"]
    for page in others:
        page.close()


def test_what_is_chosen_and_asked_for_without_a_line_stays_or_says_so(rina, people, token):
    rina.has_worker().page.reload()
    words = rina.page.locator("template[data-words]").evaluate("node => ({ ...node.dataset })")
    rina.until("async () => Boolean(await caches.match(document.querySelector('[data-phrase-book]').href))")
    with rina.off_line():
        send(rina, f"no line {token}", photo())
        expect(bubble(rina, f"no line {token}").locator("canvas")).to_be_visible()
        rina.page.locator("[data-acts]").first.click()
        expect(rina.page.locator(".talk-room > .error")).to_have_text(words["noLine"])
        rina.page.locator(".talk-menu summary").click()
        rina.page.locator("[data-phrase-book]").click()
        rina.page.locator("dialog [data-phrase]").first.click()
        expect(rina.page.locator(".composer textarea")).not_to_have_value("")
        rina.page.fill(".composer textarea", "")
    expect(bubble(rina, f"no line {token}").locator("a.bubble-file")).to_be_visible(timeout=30_000)
    expect(rina.page.locator(".talk-room > .error")).to_have_count(0)


DRAG = """kind => { const dataTransfer = new DataTransfer(); dataTransfer.items.add(new File(["x"], "dropped.txt"));
  document.querySelector("#talk").dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true })); }"""


def test_the_place_of_files_is_marked_while_they_are_dragged_over_it(rina):
    room = rina.page.locator(".talk-room")
    rina.page.evaluate(DRAG, "dragover")
    expect(room).to_have_class(re.compile("takes-files"))
    rina.page.evaluate(DRAG, "drop")
    expect(room).not_to_have_class(re.compile("takes-files"))
    expect(rina.page.locator(".tray-card")).to_contain_text("dropped.txt")


def test_keys_lead_through_the_pictures_of_a_message(rina, token):
    send(rina, f"two {token}", {**photo(), "name": "one.jpg"}, {**photo(), "name": "two.jpg"})
    pictures = bubble(rina, f"two {token}").locator("a.bubble-file")
    expect(pictures.locator("img")).to_have_count(2, timeout=30_000)
    rina.press(pictures.first)
    for key, name in (("ArrowRight", "two.jpg"), ("ArrowLeft", "one.jpg")):
        with rina.page.expect_navigation():
            rina.page.keyboard.press(key)
        rina.wait_for_scripts()
        expect(rina.page.locator(".viewer h1")).to_have_text(name)
    assert rina.page.locator("[rel=next]").bounding_box()["y"] < 500
    with rina.page.expect_navigation():
        rina.page.keyboard.press("Escape")
    assert "/messages/" in rina.page.url


def test_refused_file_keeps_the_text_and_later_messages_go(rina, token):
    refusal = {"status": 400, "content_type": "application/json", "body": REFUSED}

    def refuse(route):
        route.fulfill(**refusal) if route.request.method == "POST" else route.fallback()

    rina.page.route("**/api/v1/uploads/resumable/", refuse)
    send(rina, f"with it {token}", file("bad.bin", 1000))
    expect(bubble(rina, f"with it {token}")).to_contain_text("Such files are refused.")
    rina.page.fill(".composer textarea", f"without {token}")
    rina.page.click("[data-send]")
    expect(bubble(rina, f"without {token}")).not_to_have_class(re.compile("unsent"))
    bubble(rina, f"with it {token}").locator("[data-do=discard]").click()
    expect(rina.page.locator(".composer textarea")).to_have_value(f"with it {token}")
    rina.errors.clear()


def test_voice_note_is_held_sent_cancelled_and_played(rina, people, token):
    page, mic = rina.page, rina.page.locator("[data-mic]")
    notes = page.locator("#log .voice[data-ready]")
    expect(mic).to_be_visible()
    before = notes.count()
    place = mic.bounding_box()
    middle = (place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    for slide in (0, 150):
        page.mouse.move(*middle)
        page.mouse.down()
        expect(page.locator(".recording")).to_be_visible()
        page.wait_for_timeout(1500)
        page.mouse.move(middle[0] - slide, middle[1])
        page.mouse.up()
        expect(page.locator(".recording")).to_have_count(0)
        expect(notes).to_have_count(before + 1, timeout=15_000)
    mic.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(1200)
    page.keyboard.press("Enter")
    page.fill(".composer textarea", f"I send it tomorrow {token}")
    page.click("[data-send]")
    expect(bubble(rina, token).locator(".voice[data-ready]")).to_be_visible(timeout=15_000)
    (sent,) = people[0].get(f"conversations/{people[2]}/messages/")["results"][-1]["attachments"]
    assert (sent["kind"], len(sent["voice"]["waveform"])) == ("audio", 48)
    note = bubble(rina, token).locator(".voice")
    stopped = note.get_attribute("aria-label")
    note.press("Space")
    rina.until("() => document.querySelector('.voice.on')")
    assert note.get_attribute("aria-label") != stopped
    note.press("Space")
    expect(note).not_to_have_class(re.compile(r"\bon\b"))
