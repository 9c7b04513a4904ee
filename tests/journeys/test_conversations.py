"""Conversations in the browser: live, with a lost connection, without WebSockets, and without script."""

import re
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import expect

from market.core.text.contact import contact_parts
from tests.journeys.people import Officer, Person, money, post_job

OWN = ".bubble.mine"
LONG_TOUCH = """node => node.dispatchEvent(
  new PointerEvent("pointerdown", { pointerType: "touch", bubbles: true, cancelable: true }))"""
WINDOWS = (("carla", 1280), ("rina", 360))
BLOCKED = """window.WebSocket = class {
  static OPEN = 1; static CLOSING = 2; readyState = 3;
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 10); }
}"""
BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@pytest.fixture(scope="module")
def people(served):
    """Carla, Rina, and the id of a conversation of theirs that other tests do not use; no money is held in it."""
    carla, rina = Person(served, "carla@demo.test"), Person(served, "rina@demo.test")
    return carla, rina, bid_in_conversation(carla, rina)


def bid_in_conversation(carla: Person, rina: Person) -> int:
    """The id of a conversation about a new job of Carla on which Rina has bid."""
    job = post_job(carla, money("60"))
    offer = {"amount": money("40"), "days": 9, "milestones": [], "cover_letter": "I typed ten thousand."}
    rina.post(f"jobs/{job['id']}/bids/", offer)
    return next(each["id"] for each in rina.get("conversations/")["results"] if each["about"] == f"/jobs/{job['id']}/")


@pytest.fixture
def token():
    return uuid.uuid4().hex[:8]


def digits(count: int) -> re.Pattern[str]:
    """A pattern for the count in Latin or Bangla digits; empty for 0."""
    return re.compile(f"^({count}|{str(count).translate(BANGLA)})$" if count else "^$")


def send_message(walker, text: str) -> None:
    walker.page.locator(".composer textarea").fill(text)
    walker.page.locator(".composer [data-send]").click()


def log_texts(walker, token: str) -> list[str]:
    """The texts of the log with this token, in order."""
    bubbles = walker.page.locator("#log .bubble").all_inner_texts()
    return [match.group() for each in bubbles if (match := re.search(rf"\S+ {token}", each))]


def test_messages_are_live_and_survive_an_offline_gap(window, people, token):
    page = f"/messages/{people[2]}/"
    carla = window(width=1280).sign_in("carla@demo.test", next_page=page)
    rina = window(width=360).sign_in("rina@demo.test", next_page=page)
    for walker in (carla, rina):
        expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    carla.page.locator(".composer textarea").press_sequentially(f"one {token}")
    expect(rina.page.locator(".typing[data-typing]")).not_to_be_empty()
    carla.page.locator(".composer [data-send]").click()
    send_message(rina, f"দুই {token}")
    for walker in (carla, rina):
        expect(walker.page.locator("#log")).to_contain_text(f"one {token}")
        expect(walker.page.locator("#log")).to_contain_text(f"দুই {token}")
    with rina.off_line():
        send_message(rina, f"kept {token}")
        expect(rina.page.locator(f".bubble.unsent:has-text('kept {token}')")).to_be_visible()
        send_message(carla, f"meanwhile {token}")
        expect(carla.page.locator(f"{OWN}:has-text('meanwhile {token}') [data-mark]")).not_to_be_empty()
    for walker in (carla, rina):
        expect(walker.page.locator("#log")).to_contain_text(f"kept {token}", timeout=30_000)
        expect(walker.page.locator("#log")).to_contain_text(f"meanwhile {token}")
    expect(rina.page.locator(".bubble.unsent")).to_have_count(0)
    assert log_texts(carla, token) == log_texts(rina, token)
    assert sorted(log_texts(carla, token)) == sorted(f"{each} {token}" for each in ("one", "দুই", "kept", "meanwhile"))
    menu = rina.page.locator(f".bubble:has-text('meanwhile {token}') [data-acts]")
    live_href = menu.get_attribute("href")
    rina.page.reload()
    rina.wait_for_scripts()
    assert log_texts(rina, token) == log_texts(carla, token)
    assert menu.get_attribute("href") == live_href, "a live message has the same menu as a rendered one"


def test_terms_are_sent_from_the_conversation_and_their_card_is_live(window, people):
    page = f"/messages/{bid_in_conversation(*people[:2])}/"
    carla = window(width=1280).sign_in("carla@demo.test", next_page=page)
    rina = window(width=360).sign_in("rina@demo.test", next_page=page)
    expect(carla.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    expect(carla.page.locator(".talk-card a.button")).to_have_count(1)
    menu = rina.page.locator(".talk-menu summary")
    assert min(menu.bounding_box()["width"], menu.bounding_box()["height"]) >= 44
    menu.focus()
    rina.page.keyboard.press("Enter")
    rina.page.locator(".talk-menu a").first.click()
    rina.page.locator("[name=days]").fill("33")
    rina.page.locator("main form button.wide").click()
    expect(rina.page).to_have_url(re.compile(page))
    expect(carla.page.locator(".talk-card")).to_have_count(2)
    expect(carla.page.locator(".talk-card").last.locator("a.button")).to_have_count(1)
    expect(carla.page.locator(".talk-card").first.locator("a.button")).to_have_count(0)


CONTACT = (
    "Call 01711-223344 please",
    "কল করুন ০১৭১১ ২২৩৩৪৪, ধন্যবাদ",
    "farida (at) mail.example.org!",
    "আমার পাতা https://example.com",
    "0 1 7 1 1 2 2 3 3 4 4",
    "I can begin on 2026-11-25 and need 10 days.",
    "It costs 120.00 USD, or 1500 BDT for 3 of them",
    "I know asp.net and draw.io",
    "2026-11-25 01711223344",
)


def test_the_writer_is_told_before_and_after_what_is_hidden(window, people, token):
    rina = window(width=360).sign_in("rina@demo.test", next_page=f"/messages/{people[2]}/")
    area, hint = rina.page.locator(".composer textarea"), rina.page.locator(".contact-hint")
    for text in CONTACT:
        area.fill(text)
        area.dispatch_event("focusout")
        if parts := contact_parts(text):
            expect(hint).to_contain_text(", ".join(parts))
        else:
            expect(hint).to_be_hidden()
    send_message(rina, f"{CONTACT[0]} {token}")
    bubble = rina.page.locator(f"{OWN}:has-text('{token}')")
    expect(bubble).to_contain_text(f"Call ••• please {token}")
    expect(bubble.locator(".bubble-hidden")).to_contain_text("01711-223344")
    expect(hint).to_be_hidden()


def test_the_report_link_of_a_card_is_a_large_touch_target(window, people):
    post_job(people[0], money("60"))  # the jobs of the demonstration data close when another test moves the clock
    rina = window(width=360).sign_in("rina@demo.test", next_page="/jobs/")
    rina.page.locator("main .why summary").first.click()
    link = rina.page.locator("main .why li a").first.bounding_box()
    assert link is not None
    assert min(link["width"], link["height"]) >= 40


def test_a_hidden_message_disappears_from_open_pages(served, window, people, token):
    carla, rina, conversation = people
    message = carla.post(
        f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": f"rude {token}"}
    )
    page = f"/messages/{conversation}/"
    sides = [window(width=width).sign_in(f"{who}@demo.test", next_page=page) for who, width in WINDOWS]
    for walker in sides:
        expect(walker.page.locator("#log")).to_contain_text(f"rude {token}")
        expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    rina.post("reports/", {"kind": "message", "id": message["id"], "reason": "abuse", "text": ""})
    with closing(Officer.signed_in(served, "mahfuz")) as lead:
        newest = max(map(int, re.findall(r'href="/staff/cases/(\d+)/"', lead.get("/staff/cases/").text)))
        case = f"/staff/cases/{newest}/"
        Officer.send(lead, case, level="hide", ground="harassment", facts="It insults her.", seen="0")
    for walker in sides:
        hidden = walker.page.locator("#log .system").filter(has_text=re.compile("hid this|লুকিয়েছেন"))
        expect(hidden.last).to_be_visible()
        expect(walker.page.locator("body")).not_to_contain_text(f"rude {token}")


@pytest.mark.parametrize("has_socket", [True, False])
def test_what_was_typed_when_the_session_ended_is_back_after_signing_in(window, people, token, has_socket):
    page = f"/messages/{people[2]}/"
    rina = window(width=360)
    if not has_socket:
        rina.page.add_init_script(BLOCKED)
    rina.sign_in("rina@demo.test", next_page=page)
    if has_socket:
        expect(rina.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    rina.page.locator(".composer textarea").fill(f"half a thought {token}")
    other = rina.page.context.new_page()
    other.goto(f"{people[1].base}/accounts/logout/")
    other.locator("main form button[type=submit]").first.click()
    way = rina.page.locator("[data-line] a")
    expect(way).to_be_visible(timeout=15_000)
    expect(rina.page.locator(".composer textarea")).to_have_value(f"half a thought {token}")
    rina.page.locator(".composer [data-send]").click()
    rina.page.wait_for_url(re.compile("/accounts/login/"))
    rina.page.fill("[name=login]", "rina@demo.test")
    rina.page.fill("[name=password]", "amar-kaj-demo")
    rina.page.locator("main form button[type=submit]").first.click()
    rina.page.wait_for_url(re.compile(page))
    expect(rina.page.locator(".composer textarea")).to_have_value(f"half a thought {token}")
    rina.errors.clear()  # without a socket the page learns by a refused request that the session has ended
    assert rina.page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('over:')).length") == 0


def test_a_message_is_answered_edited_and_marked_live(window, people, token):
    page = f"/messages/{people[2]}/"
    carla = window(width=1280).sign_in("carla@demo.test", next_page=page)
    rina = window(width=360).sign_in("rina@demo.test", next_page=page)
    for walker in (carla, rina):
        expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    expect(carla.page.locator("[data-state]")).to_contain_text("here now")
    expect(rina.page.locator("[data-state]")).to_contain_text("এখন আছেন")
    send_message(rina, f"first {token}")
    carla.page.locator(".bubble", has_text=f"first {token}").locator("[data-acts]").click()
    carla.page.locator("dialog [value=love]").click()
    expect(rina.page.locator(OWN, has_text=f"first {token}").locator(".bubble-reactions")).to_have_text("❤️")
    carla.page.locator(".bubble", has_text=f"first {token}").locator("[data-acts]").click()
    carla.page.locator("dialog [data-reply]").click()
    send_message(carla, f"secnd {token}")
    reply = rina.page.locator(".bubble", has_text=f"secnd {token}")
    expect(reply.locator(".bubble-quote")).to_contain_text(f"first {token}")
    carla.page.locator(OWN, has_text=f"secnd {token}").locator(".bubble-text").click(button="right")
    carla.page.locator("dialog summary").first.click()
    carla.page.locator("dialog textarea").fill(f"second {token}")
    carla.page.locator("dialog form", has=carla.page.locator("textarea")).locator("[type=submit]").click()
    edited = rina.page.locator(".bubble", has_text=f"second {token}")
    expect(edited.locator(".bubble-quote")).to_contain_text(f"first {token}")
    expect(edited.locator(".bubble-foot")).to_contain_text("সম্পাদিত")
    rina.page.locator(OWN, has_text=f"first {token}").first.locator("[data-acts]").click()
    rina.page.locator("dialog [value=pin]").click()
    expect(carla.page.locator(".talk-pins")).to_contain_text(f"first {token}", timeout=15_000)
    rina.page.locator(OWN, has_text=f"first {token}").first.locator(".bubble-text").evaluate(LONG_TOUCH)
    rina.page.locator("dialog summary.bad").click()
    rina.page.locator("dialog form:has([value=delete]) [type=submit]").click()
    expect(rina.page.locator(f"{OWN} .bubble-text", has_text=f"first {token}")).to_have_count(0)
    expect(carla.page.locator(".bubble .bubble-text", has_text=f"first {token}")).to_have_count(1)


def test_a_tap_on_the_own_reaction_takes_it_back(window, people, token):
    carla = window(width=1280).sign_in("carla@demo.test", next_page=f"/messages/{people[2]}/")
    expect(carla.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    sent = people[1].post(
        f"conversations/{people[2]}/messages/", {"client_id": str(uuid.uuid4()), "text": f"look {token}"}
    )
    bubble = carla.page.locator(".bubble", has_text=token)
    bubble.locator("[data-acts]").click()
    carla.page.locator("dialog [value=love]").click()
    expect(bubble.locator(".bubble-reactions")).to_have_text("❤️")
    bubble.locator(".bubble-reactions .own").click()
    expect(bubble.locator(".bubble-reactions")).to_have_count(0)
    message = people[0].get(f"conversations/{people[2]}/messages/{sent['seq']}/")
    assert not message.get("reactions")


def test_the_unread_count_updates_live_on_other_pages(window, people, token):
    carla, _, conversation = people
    rina = window(width=360).sign_in("rina@demo.test", next_page=f"/messages/{conversation}/")
    rina.go("/my-work/")
    expect(rina.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    badge = rina.page.locator('.tabs [data-live="messages"]')
    before = int(badge.inner_text() or 0)
    carla.post(f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": f"hello {token}"})
    expect(badge).to_have_text(digits(before + 1))
    rina.go(f"/messages/{conversation}/")
    rina.go("/my-work/")
    expect(badge).to_have_text(digits(before))


def test_without_websockets_the_page_polls(window, people, token):
    carla, _, conversation = people
    rina = window(width=360)
    rina.page.add_init_script(BLOCKED)
    rina.sign_in("rina@demo.test", next_page=f"/messages/{conversation}/")
    send_message(rina, f"asking {token}")
    expect(rina.page.locator(f"{OWN}:has-text('asking {token}'):not(.unsent)")).to_be_visible(timeout=15_000)
    carla.post(f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": f"answer {token}"})
    expect(rina.page.locator("#log")).to_contain_text(f"answer {token}", timeout=15_000)
    expect(rina.page.locator("[data-line]")).to_be_visible()
    assert log_texts(rina, token) == [f"asking {token}", f"answer {token}"]


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_messages_are_sent_by_a_form(window, people, token, width):
    carla, _, conversation = people
    page = f"/messages/{conversation}/"
    rina = window(width=width, language="bn", script=False).sign_in("rina@demo.test", next_page=page)
    rina.page.locator(".composer textarea").fill(f"plain {token}")
    rina.press(".composer [data-send]")
    rina.sees(f"plain {token}", where="#log")
    carla.post(f"conversations/{conversation}/messages/", {"client_id": str(uuid.uuid4()), "text": f"html {token}"})
    rina.go(page)
    assert log_texts(rina, token) == [f"plain {token}", f"html {token}"]


def test_after_a_block_a_letter_stands_for_the_face(window, people):
    carla, rina, conversation = people
    other = rina.get("me/")["id"]
    carla.post("blocks/", {"user": other})
    walker = window(width=360).sign_in("carla@demo.test", next_page=f"/messages/{conversation}/")
    expect(walker.page.locator(".talk-head .avatar")).to_have_text("R")
    expect(walker.page.locator(".talk-head .avatar img")).to_have_count(0)
    assert carla.send("DELETE", f"blocks/{other}/").status_code == 204
    walker.errors.clear()  # the picture was refused
