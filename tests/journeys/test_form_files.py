"""Files of forms in the browser: they go up while the form is filled in, are cut off, and go on after a reload."""

import os
import re
import uuid

from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.walker import Walker

MEGABYTE = 1024 * 1024
REFUSED = '{"code": "too_many", "detail": "Enough for today.", "errors": {}}'
RESUMABLE = "**/api/v1/uploads/resumable/**"


def file(name: str, size: int) -> dict[str, object]:
    """A file of random bytes, so that nobody recognises or compresses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": os.urandom(size)}


class Line:
    """The speed at which a window sends, as often as it changes."""

    def __init__(self, walker: Walker) -> None:
        self.devtools = walker.context.new_cdp_session(walker.page)
        self.devtools.send("Network.enable")

    def set(self, upload: int, *, is_cut: bool = False) -> None:
        """So many bytes in a second; -1 for no limit."""
        conditions = {"offline": is_cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        self.devtools.send("Network.emulateNetworkConditions", conditions)


def open_milestone(served: str) -> tuple[str, dict]:
    """A freelancer of the demonstration, and a milestone on which they work."""
    for email in ("rina@demo.test", "farida@demo.test"):
        person = Person(served, email)
        for contract in person.get("contracts/")["results"]:
            for milestone in contract["milestones"]:
                if (
                    milestone["state"] in ("funded", "changes_requested")
                    and contract["freelancer"]["id"] == person.get("me/")["id"]
                ):
                    return email, {**milestone, "contract": contract["id"]}
    raise AssertionError("nobody works on anything")


def test_delivery_goes_on_after_a_cut_and_a_reload_and_waits_for_its_files(window, served):
    email, milestone = open_milestone(served)
    walker = window(width=360).sign_in(email, next_page=f"/contracts/{milestone['contract']}/")
    page, line = walker.page, Line(walker)
    form = page.locator(f"form[action$='/milestones/{milestone['id']}/submit/']")
    cards, progress = form.locator(".sending-card"), form.locator("progress")
    words = form.locator("template[data-file-words]").evaluate("node => ({ ...node.dataset })")
    line.set(200_000)
    form.locator("textarea").fill("It is in the file.")
    form.locator("[type=file]").set_input_files([file("work.bin", 2 * MEGABYTE), file("empty.txt", 0)])
    expect(cards.nth(1).locator(".error")).to_have_text(words["empty"])
    cards.nth(1).locator(".sending-close").click()
    walker.until("() => document.querySelector('.sending progress')?.value > 0.3")
    line.set(0, is_cut=True)
    expect(cards).to_contain_text(words["waiting"])
    line.set(200_000)
    walker.until("() => document.querySelector('.sending progress')?.value > 0.5")
    page.reload()
    expect(progress).to_be_visible()
    expect(form.locator("textarea")).to_have_value("It is in the file.")
    form.locator("button[type=submit]").click()
    expect(form.locator(".sending-wait")).to_contain_text(words["sending"])
    form.locator(".sending-wait button").click()
    expect(form.locator(".sending-wait")).to_have_count(0)
    with page.expect_navigation(timeout=40_000):
        form.locator("button[type=submit]").click()
        line.set(-1)
    expect(page.locator(f"#milestone-{milestone['id']}")).to_contain_text("work.bin")
    expect(form).to_have_count(0)
    walker.until("() => Object.keys(localStorage).every((key) => !key.startsWith('outbox:'))")
    walker.errors[:] = [
        each for each in walker.errors if not re.search("net::ERR|409 .*/resumable/", each)
    ]  # of the cut


def test_refusal_of_the_site_stands_at_the_field_and_a_repeated_try_goes(window, served):
    walker = window(width=1280).sign_in("carla@demo.test", next_page="/jobs/new/")
    page, card = walker.page, walker.page.locator(".sending-card")

    def refuse(route):
        late = {"status": 429, "headers": {"Retry-After": "9000"}, "content_type": "application/json"}
        route.fulfill(**late, body=REFUSED) if route.request.method == "POST" else route.fallback()

    page.route(RESUMABLE, refuse)
    chooser = page.locator("[type=file]")
    chooser.evaluate("node => { for (const each of document.querySelectorAll('[data-step]')) each.hidden = false; }")
    chooser.set_input_files([file("brief.bin", 1000)])
    expect(card.locator(".error")).to_have_text("Enough for today.")
    assert chooser.evaluate("node => node.validationMessage")
    page.unroute(RESUMABLE)
    card.locator(".sending-ways button").click()
    expect(card).to_contain_text("uploaded")
    assert not chooser.evaluate("node => node.validationMessage")
    assert re.fullmatch("[0-9a-f-]{36}", card.locator("[name=kept]").input_value())
    card.locator(".sending-close").click()
    expect(card).to_have_count(0)
    walker.errors.clear()


def test_a_form_tells_of_what_another_device_began_for_its_field(window, served):
    content = file(f"{uuid.uuid4().hex}.bin", 2 * MEGABYTE)
    phone = window(width=360).sign_in("carla@demo.test", next_page="/jobs/new/")
    tablet = window(width=1280)
    posts: list[str] = []

    def chooser(walker: Walker):
        field = walker.page.locator("[type=file]")
        field.evaluate("node => { for (const each of document.querySelectorAll('[data-step]')) each.hidden = false; }")
        return field

    Line(phone).set(200_000)
    chooser(phone).set_input_files([content])
    phone.until("() => document.querySelector('.sending progress')?.value > 0.4")
    phone.page.locator(".sending-ways button").click()
    tablet.sign_in("carla@demo.test", next_page="/jobs/new/")
    card = tablet.page.locator(".sending-card", has_text=str(content["name"]))
    field = chooser(tablet)
    expect(card).to_contain_text("Begun on another device")
    tablet.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    field.set_input_files([content])
    expect(tablet.page.get_by_text("Begun on another device")).to_have_count(0, timeout=15_000)
    expect(card).to_contain_text("uploaded", timeout=15_000)
    assert not [url for url in posts if url.endswith("/uploads/resumable/")], "it went on where the phone was"
    card.locator(".sending-close").click()
    phone.page.locator(".sending-close").click()
    for walker in (phone, tablet):
        walker.errors.clear()  # what is whole cannot be given up
