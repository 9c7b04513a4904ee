"""The search box by keyboard, by touch and without script: what is suggested, announced, chosen and requested."""

import re

import pytest
from playwright.sync_api import expect

BOX, LIST, STATUS = "form.search input[type=search]", "form.search [role=listbox]", "form.search [role=status]"
SUGGEST = "/api/v1/search/suggest/"


# However busy the machine is, no pause lies between these letters.
TYPE_AT_ONCE = """(box, texts) => texts.forEach((text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def type_slowly(walker, text: str) -> None:
    with walker.page.expect_response(lambda answer: SUGGEST in answer.url):
        walker.page.locator(BOX).press_sequentially(text)


@pytest.mark.parametrize(
    ("language", "typed", "first", "said"),
    [
        ("en", "data", "Data entry", r"^\d suggestions$"),
        ("bn", "ডাটা", "ডাটা এন্ট্রি", r"^[০-৯]টি সাজেশন$"),
        ("en", "deta entri", "Data entry", r"^\d suggestions?$"),
    ],
)
def test_suggestions_by_keyboard(window, language, typed, first, said):
    walker = window(width=1280, language=language)
    walker.go("/")
    box, options = walker.page.locator(BOX), walker.page.locator(f"{LIST} [role=option]")
    below = walker.page.locator("dl.figures").bounding_box()
    box.focus()
    type_slowly(walker, typed)
    expect(options.first).to_have_text(first)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(walker.page.locator(STATUS)).to_have_text(re.compile(said))
    assert walker.page.locator("dl.figures").bounding_box() == below, "the list lies over the page"
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(walker.page.locator(LIST)).to_be_hidden()
    expect(box).to_have_value(typed)
    box.press("ArrowDown")
    expect(options.first).to_have_text(first)
    box.press("ArrowDown")
    with walker.page.expect_navigation():
        box.press("Enter")
    assert walker.page.url.endswith("/talent/?skill=data-entry")


def test_fast_typing_sends_one_request_and_the_same_letters_none(window):
    walker = window()
    walker.go("/")
    asked: list[str] = []
    walker.page.on("request", lambda request: asked.append(request.url) if SUGGEST in request.url else None)
    box = walker.page.locator(BOX)
    box.focus()
    box.evaluate(TYPE_AT_ONCE, ["l", "lo", "log", "logo"])
    expect(walker.page.locator(LIST)).to_be_visible()
    box.press("Escape")
    box.press("ArrowDown")
    expect(walker.page.locator(LIST)).to_be_visible()
    assert len(asked) == 1


def test_touch_keeps_filters_and_own_searches_are_offered_again(window):
    walker = window().sign_in("carla@demo.test", next_page="/services/?days_max=9")
    box = walker.page.locator(BOX)
    box.fill("jute bags")
    with walker.page.expect_response("**/me/past-searches/"):
        walker.press("form.search button")
    box.fill("")
    box.click()
    expect(walker.page.locator(f"{LIST} [role=option]").first).to_have_text("jute bags")
    type_slowly(walker, "logo")
    option = walker.page.locator(f"{LIST} [role=option]", has_text="Logo design").first
    with walker.page.expect_navigation():
        option.tap()
    assert walker.page.url.endswith("/services/?skill=logo-design&days_max=9")


def test_search_works_without_script(window):
    walker = window(script=False)
    walker.go("/")
    walker.fill("form.search", q="logo")
    walker.press("form.search button")
    assert walker.page.url.endswith("/search/?q=logo")
    assert walker.page.locator(LIST).count() == 0
