"""Filters of a list: the options after the first ones come when they are asked for, with and without script."""

import pytest
from playwright.sync_api import expect

OPTIONS, MORE = "#choices-district input[type=checkbox]", "a#more-district"


@pytest.mark.parametrize("has_script", [True, False])
def test_all_districts_are_shown_when_asked_for_and_stay_shown(window, has_script):
    walker = window(width=1280, language="en", script=has_script)
    walker.go("/talent/")
    page = walker.page
    if has_script:
        walker.until("() => window.htmx")
    page.locator(".filters summary", has_text="District").click()
    expect(page.locator(OPTIONS)).to_have_count(6)
    page.locator(MORE).click()
    expect(page.locator(MORE)).to_have_count(0)
    total = page.locator(OPTIONS).count()
    assert total > 6
    expect(page.locator(OPTIONS).last).to_be_visible()
    if has_script:
        assert page.evaluate("document.activeElement.id") == "more-district"
    chosen = page.locator(OPTIONS).nth(7)
    name = chosen.get_attribute("value")
    chosen.check()
    if not has_script:
        page.locator(".filters .button.wide").last.click()
    expect(page.locator(OPTIONS).first).to_have_value(name or "")  # what is chosen stands first
    expect(page.locator(OPTIONS)).to_have_count(total)
    assert {"all=district", f"district={name}"} == set(page.url.partition("?")[2].removesuffix("#results").split("&"))


def test_on_a_phone_a_choice_stays_in_view_and_the_button_shows_the_results(window):
    walker = window(width=360, language="bn")
    walker.go("/talent/")
    page = walker.page
    walker.until("() => window.htmx")
    page.locator("label[for=filters-open]").click()
    choice = page.locator("#choices-topic input[type=checkbox]").nth(2)
    choice.evaluate("box => scrollTo(0, box.getBoundingClientRect().top + scrollY - 300)")
    before = page.evaluate("scrollY")
    with page.expect_response(lambda answer: "topic=" in answer.url):
        choice.check()
    expect(page.locator("#list .chips a").first).to_be_attached()
    assert abs(page.evaluate("scrollY") - before) < 200  # what is chosen adds a row, and no more
    page.locator(".filters .button.wide").last.click()
    expect(page.locator("#results h2")).to_be_in_viewport()
