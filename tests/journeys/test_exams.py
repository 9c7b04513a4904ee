"""A paper on a phone: answered without a connection, read again after a restart, sent later, and submitted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.walker import Walker

WAITING = """() => Object.keys(localStorage).filter((key) => key.startsWith('exam:'))
    .reduce((sum, key) => sum + (JSON.parse(localStorage.getItem(key)).waiting ?? []).length, 0)"""

CLOCK_IS_SEEN = """() => {
    const clock = document.querySelector('[data-clock]'), { left, top, width, height } = clock.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === clock;
}"""


@pytest.fixture
def walker(window) -> Walker:
    return window(width=360, language="bn").sign_in("rina@demo.test", next_page="/exams/").has_worker()


def shown(walker: Walker) -> Locator:
    return walker.page.locator("form[data-question]:not([hidden])")


def answer(walker: Walker) -> None:
    """Answer the question that is shown, whatever it is, and go on."""
    form = shown(walker)
    if form.locator("input[type=radio], input[type=checkbox]").count():
        form.locator("input[type=radio], input[type=checkbox]").first.check()
    for at in range(form.locator("select").count()):
        form.locator("select").nth(at).select_option(index=at + 1)
    for field in form.locator("input[type=text]").all():
        field.fill("৫")
    form.locator("[data-go]").first.click()


@pytest.fixture
def exam(served, officer) -> str:
    """The page of an exam for all that is to come, however far other journeys move the time."""
    oli, day = officer.oli, datetime.now(UTC) + timedelta(days=300)
    terms = {"course": "freelancing", "minutes": 30, "rules": [{"count": 5}], "opens_at": day.isoformat()}
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', oli.get("/staff/exams/new/").text).group(1)
    headers = {"X-CSRFToken": token, "Referer": served}
    terms["closes_at"] = (day + timedelta(days=9)).isoformat()
    response = oli.post("/api/v1/exam-desk/", json=terms, headers=headers)
    assert response.status_code == 201, response.text
    return f"/exams/{response.json()['id']}/"


def begin_trial(walker: Walker, exam: str) -> None:
    walker.go(exam)
    walker.page.locator("form[action$='/trial/'] button").click()
    expect(shown(walker)).to_have_count(1)


def test_a_paper_goes_on_without_a_connection(walker, exam):
    begin_trial(walker, exam)
    page = walker.page
    page.wait_for_timeout(1000)  # the worker keeps the page once it was read
    top = shown(walker).bounding_box()["y"]
    with walker.off_line():
        answer(walker)
        answer(walker)
        expect(page.locator("[data-line]")).to_contain_text("এই ফোনে আছে")
        page.evaluate("scrollTo(0, 0)")
        assert shown(walker).bounding_box()["y"] == top, "no button moves while somebody taps it"
        page.evaluate("scrollTo(0, 400)")
        assert page.evaluate(CLOCK_IS_SEEN), "nothing covers the clock"
        page.reload()
        expect(page.locator(".kept")).to_be_visible()
        expect(page.locator(".places .answered")).to_have_count(2)
        answer(walker)
        assert page.evaluate(WAITING) >= 3
    here = page.url
    walker.go("/notifications/")  # answers are sent from whichever page is open
    walker.until(f"() => !({WAITING})()")
    walker.go(here)
    expect(page.locator(".places .answered")).to_have_count(3)
    page.locator("details.ask summary").last.click()
    expect(page.locator("form[data-submit] p")).to_contain_text("৮টির মধ্যে ৩টি")
    page.locator("form[data-submit] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("অনুশীলনের প্রশ্নপত্র")


def test_a_paper_without_script_is_a_question_a_page(window, exam):
    walker = window(width=360, language="bn", script=False).sign_in("rina@demo.test", next_page=exam)
    page = walker.page
    page.locator("form[action$='/trial/'] button").click()
    page.wait_for_url("**question=1")
    form = page.locator("main form.card")
    if form.locator("input[type=radio], input[type=checkbox]").count():
        form.locator("input[type=radio], input[type=checkbox]").first.check()
        form.locator("button").first.click()
        page.wait_for_url("**question=2")
        expect(page.locator(".places .answered")).to_have_count(1)
