"""Two people talk: live, with a line that breaks, where sockets are blocked, and without script."""

import re
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Officer, Person, money, post_job

pytestmark = pytest.mark.xdist_group("served")
OWN = ".bubble.mine"
WINDOWS = (("carla", 1280), ("rina", 360))
BLOCKED = """window.WebSocket = class {
  static OPEN = 1; static CLOSING = 2; readyState = 3;
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 10); }
}"""
BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@pytest.fixture(scope="module")
def people(served):
    """Carla and Rina, and a talk of theirs that nobody else uses."""
    carla, rina = Person(served, "carla@demo.test"), Person(served, "rina@demo.test")
    profile = rina.get("me/profile/")["id"]
    talk = carla.post("conversations/", {"profile": profile})
    return carla, rina, talk["id"]


@pytest.fixture
def word():
    return uuid.uuid4().hex[:8]


def digits(count: int) -> re.Pattern[str]:
    """A count in digits of either script; nothing where nothing waits."""
    return re.compile(f"^({count}|{str(count).translate(BANGLA)})$" if count else "^$")


def say(walker, text: str) -> None:
    walker.page.locator(".composer textarea").fill(text)
    walker.page.locator(".composer button").click()


def texts(walker, word: str) -> list[str]:
    """What stands in the log with this word, in order."""
    found = walker.page.locator("#log .bubble").all_inner_texts()
    return [match.group() for each in found if (match := re.search(rf"\S+ {word}", each))]


def test_live_on_both_sides_and_nothing_lost_in_a_gap(window, people, word):
    page = f"/messages/{people[2]}/"
    carla = window(width=1280).sign_in("carla@demo.test", next_page=page)
    rina = window(width=360).sign_in("rina@demo.test", next_page=page)
    for walker in (carla, rina):
        expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    carla.page.locator(".composer textarea").press_sequentially(f"one {word}")
    expect(rina.page.locator(".typing[data-typing]")).not_to_be_empty()
    carla.page.locator(".composer button").click()
    say(rina, f"দুই {word}")
    for walker in (carla, rina):
        expect(walker.page.locator("#log")).to_contain_text(f"one {word}")
        expect(walker.page.locator("#log")).to_contain_text(f"দুই {word}")
    with rina.off_line():
        say(rina, f"kept {word}")
        expect(rina.page.locator(f".bubble.unsent:has-text('kept {word}')")).to_be_visible()
        say(carla, f"meanwhile {word}")
        expect(carla.page.locator(f"{OWN}:has-text('meanwhile {word}') [data-mark]")).not_to_be_empty()
    for walker in (carla, rina):
        expect(walker.page.locator("#log")).to_contain_text(f"kept {word}", timeout=30_000)
        expect(walker.page.locator("#log")).to_contain_text(f"meanwhile {word}")
    expect(rina.page.locator(".bubble.unsent")).to_have_count(0)
    assert texts(carla, word) == texts(rina, word)
    assert sorted(texts(carla, word)) == sorted(f"{each} {word}" for each in ("one", "দুই", "kept", "meanwhile"))
    way = rina.page.locator(f".bubble:has-text('meanwhile {word}') .bubble-flag")
    live = way.get_attribute("href")
    rina.page.reload()
    assert texts(rina, word) == texts(carla, word)
    assert way.get_attribute("href") == live, "a message that came live is reported as one that was read from the page"
    expect(rina.page.locator(f"{OWN} .bubble-flag")).to_have_count(0)


def test_a_thumb_hits_the_way_to_report_from_a_card(window, people):
    post_job(people[0], money("40"))  # the jobs of the demonstration data close when another test moves the clock
    rina = window(width=360).sign_in("rina@demo.test", next_page="/jobs/")
    flag = rina.page.locator("main .flag").first.bounding_box()
    assert flag is not None
    assert min(flag["width"], flag["height"]) >= 40


def test_what_moderators_hide_loses_its_words_on_pages_that_are_open(served, window, people, word):
    carla, rina, talk = people
    message = carla.post(f"conversations/{talk}/messages/", {"client_id": str(uuid.uuid4()), "text": f"rude {word}"})
    page = f"/messages/{talk}/"
    sides = [window(width=width).sign_in(f"{who}@demo.test", next_page=page) for who, width in WINDOWS]
    for walker in sides:
        expect(walker.page.locator("#log")).to_contain_text(f"rude {word}")
        expect(walker.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    rina.post("reports/", {"kind": "message", "id": message["id"], "reason": "abuse", "text": ""})
    with closing(Officer.signed_in(served, "mahfuz")) as lead:
        newest = max(map(int, re.findall(r'href="/staff/cases/(\d+)/"', lead.get("/staff/cases/").text)))
        case = f"/staff/cases/{newest}/"
        Officer.send(lead, case, level="hide", ground="harassment", facts="It insults her.", seen="0")
    for walker in sides:
        expect(walker.page.locator("#log .system").last).to_contain_text(re.compile("hid this|লুকিয়েছেন"))
        expect(walker.page.locator("body")).not_to_contain_text(f"rude {word}")


def test_the_count_of_unread_lives_on_other_pages(window, people, word):
    carla, _, talk = people
    rina = window(width=360).sign_in("rina@demo.test", next_page=f"/messages/{talk}/")
    rina.go("/my-work/")
    expect(rina.page.locator("html")).to_have_attribute("data-live", "open", timeout=10_000)
    badge = rina.page.locator('.tabs [data-live="messages"]')
    before = int(badge.inner_text() or 0)
    carla.post(f"conversations/{talk}/messages/", {"client_id": str(uuid.uuid4()), "text": f"hello {word}"})
    expect(badge).to_have_text(digits(before + 1))
    rina.go(f"/messages/{talk}/")
    rina.go("/my-work/")
    expect(badge).to_have_text(digits(before))


def test_without_sockets_it_asks(window, people, word):
    carla, _, talk = people
    rina = window(width=360)
    rina.page.add_init_script(BLOCKED)
    rina.sign_in("rina@demo.test", next_page=f"/messages/{talk}/")
    say(rina, f"asking {word}")
    expect(rina.page.locator(f"{OWN}:has-text('asking {word}'):not(.unsent)")).to_be_visible(timeout=15_000)
    carla.post(f"conversations/{talk}/messages/", {"client_id": str(uuid.uuid4()), "text": f"answer {word}"})
    expect(rina.page.locator("#log")).to_contain_text(f"answer {word}", timeout=15_000)
    expect(rina.page.locator("[data-line]")).to_be_visible()
    assert texts(rina, word) == [f"asking {word}", f"answer {word}"]


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_it_is_a_form(window, people, word, width):
    carla, _, talk = people
    page = f"/messages/{talk}/"
    rina = window(width=width, language="bn", script=False).sign_in("rina@demo.test", next_page=page)
    rina.page.locator(".composer textarea").fill(f"plain {word}")
    rina.press(".composer button")
    rina.sees(f"plain {word}", where="#log")
    carla.post(f"conversations/{talk}/messages/", {"client_id": str(uuid.uuid4()), "text": f"html {word}"})
    rina.go(page)
    assert texts(rina, word) == [f"plain {word}", f"html {word}"]
