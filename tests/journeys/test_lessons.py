"""Lessons on a phone: a course that was kept is read without a connection; answers are sent later, once."""

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

WAITING = "() => Object.keys(localStorage).filter((key) => key.startsWith('outbox:')).length"


@pytest.fixture
def walker(window) -> Walker:
    return (
        window(width=360, language="bn").sign_in("rina@demo.test", next_page="/learn/e-commerce-business/").has_worker()
    )


def test_a_course_is_kept_read_and_answered_without_a_connection(walker):
    page = walker.page
    walker.go("/learn/e-commerce-business/")
    page.locator("[data-chosen] button:visible").click()
    expect(page.locator("[data-chosen] output")).to_contain_text("এই ফোনে আছে", timeout=30_000)
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
    page.locator("[data-chosen] button:visible").click()
    expect(page.locator("[data-chosen] output")).to_be_empty()
