"""Lessons on a phone: a course that was kept is read without a connection; answers are sent later, once."""

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

LESSON = "/learn/e-commerce-business/what-to-sell/"
FORGET = """async () => {
    for (const name of await caches.keys()) if (/^(files|pages)-/.test(name)) await caches.delete(name);
}"""
ROUND = "() => getComputedStyle(document.querySelector('main .button')).borderRadius !== '0px'"
WAITING = "() => Object.keys(localStorage).filter((key) => key.startsWith('outbox:')).length"


@pytest.fixture
def walker(window) -> Walker:
    return (
        window(width=360, language="bn").sign_in("rina@demo.test", next_page="/learn/e-commerce-business/").has_worker()
    )


def test_a_course_is_kept_read_and_answered_without_a_connection(walker):
    page = walker.page
    walker.go("/learn/e-commerce-business/")
    course = page.locator("[data-chosen]").first
    course.locator("button:visible").click()
    expect(course.locator("output")).to_contain_text("এই ফোনে আছে", timeout=30_000)
    lesson = page.locator("main ol.rows a").first.get_attribute("href")
    with walker.off_line():
        page.goto(lesson)
        expect(page.locator(".kept")).to_be_visible()
        pictures = "[...document.querySelectorAll('.lesson img')]"
        page.evaluate(f"{pictures}.forEach((each) => each.scrollIntoView())")
        walker.until(f"() => {pictures}.length && {pictures}.every((each) => each.complete && each.naturalWidth > 0)")
        form = page.locator("form[id^=check-]").filter(has=page.locator("input[type=radio]")).first
        form.locator("input[type=radio]").first.check()
        form.locator("button").click()
        expect(form.locator("output")).to_contain_text("এই ফোনে রাখা হলো", timeout=15_000)
        assert page.evaluate(WAITING) >= 1
    page.evaluate("dispatchEvent(new Event('online'))")
    walker.until(f"() => !({WAITING})()")
    walker.go(lesson)
    expect(page.locator("form[id^=check-] .notice")).to_have_count(1)
    walker.go("/learn/e-commerce-business/")
    course.locator("button:visible").click()
    expect(course.locator("output")).to_be_empty()


def keep_lesson(walker: Walker) -> None:
    walker.go(LESSON)
    box = walker.page.locator("[data-chosen]")
    box.locator("button:visible").click()
    expect(box.locator("output")).to_contain_text("এই ফোনে আছে", timeout=30_000)


def test_a_kept_lesson_looks_right_after_deployments_and_is_listed(walker):
    page = walker.page
    keep_lesson(walker)
    page.evaluate(FORGET)  # as two deployments do: the files of that day are on the phone no more
    walker.context.new_cdp_session(page).send("Network.clearBrowserCache")
    with walker.off_line():
        page.goto(LESSON)
        expect(page.locator(".kept")).to_be_visible()
        walker.until(ROUND)
        page.goto("/learn/kept/")
        row = page.locator("[data-list] li")
        expect(row).to_have_count(1, timeout=15_000)
        expect(row).to_contain_text("কিলোবাইট")
        expect(row.locator("[data-update]")).to_be_hidden()  # nobody knows what is new
    courses = [{"slug": "e-commerce-business", "version": 99}]
    page.route("**/api/v1/courses/", lambda route: route.fulfill(json=courses))
    walker.go("/learn/kept/")
    expect(row.locator("[data-stale]")).to_be_visible()
    row.locator("[data-update]").click()
    expect(page.locator("[data-kept-lessons] output")).to_be_empty()
    row.locator("[data-remove]").click()
    expect(page.locator("[data-none]")).to_be_visible()
    assert page.evaluate("async () => (await (await caches.open('chosen')).keys()).length") == 0


def test_a_note_and_a_question_wait_for_a_line(walker):
    page = walker.page
    keep_lesson(walker)
    with walker.off_line():
        page.goto(LESSON)
        note = page.locator("form[data-note]")
        note.locator("textarea").fill("প্রথমে পাড়ার দোকান দেখব।")
        expect(note.locator("output")).to_contain_text("এই ফোনে রাখা হলো")
        page.locator("#questions summary").click()
        ask = page.locator("form#ask")
        ask.locator("textarea").fill("পচনশীল জিনিস কি বেচা যায়?")
        ask.locator("button").click()
        expect(ask.locator("output")).to_contain_text("এই ফোনে রাখা হলো")
        expect(ask.locator("textarea")).to_have_value("")
        page.goto(LESSON)
        expect(note.locator("textarea")).to_have_value("প্রথমে পাড়ার দোকান দেখব।")
    walker.go("/notifications/")  # all is sent from whichever page is open
    walker.until(f"() => !({WAITING})()")
    walker.go(LESSON)
    expect(note.locator("textarea")).to_have_value("প্রথমে পাড়ার দোকান দেখব।")
    expect(page.locator("#questions li")).to_contain_text(["পচনশীল জিনিস কি বেচা যায়?"])
    note.locator("textarea").fill("আগে লাভের হিসাব।")
    expect(note.locator("output")).to_contain_text("সংরক্ষিত হয়েছে", timeout=15_000)


def test_what_the_site_refuses_stays_on_the_phone_with_the_reason(walker):
    page = walker.page
    walker.go("/notifications/")
    question = {"address": f"{walker.base}/learn/e-commerce-business/gone/questions/", "body": "text=Mango?"}
    box = page.evaluate("`outbox:${document.documentElement.dataset.me}:check:1`")
    page.evaluate("([box, entry]) => localStorage.setItem(box, JSON.stringify(entry))", [box, question])
    walker.go("/learn/kept/")
    row = page.locator("[data-unsent] li")
    expect(row).to_contain_text("Mango?")
    expect(row.locator("[data-reason]")).to_be_visible()
    walker.errors.clear()  # the answer 404
    row.locator("[data-drop]").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
