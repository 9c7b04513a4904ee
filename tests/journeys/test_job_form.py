"""The form of a job in steps, with its example and the prices of similar work."""

from playwright.sync_api import expect


def test_example_fills_blank_fields_and_steps_go_back_and_forth(window):
    walker = window(width=360, language="bn")
    page = walker.page
    walker.go("/jobs/new/")
    page.locator("[data-next]").click()  # nothing is typed yet
    expect(page.locator(".step-place")).to_contain_text("৩টি ধাপের ১ নম্বর")
    walker.fill(topic="graphics-design", title="চায়ের দোকান")
    page.locator("#example summary").click()
    page.locator("#example [data-fill]").click()
    expect(page.locator("[name=title]")).to_have_value("চায়ের দোকান")
    assert "কাজ শেষ মানে" in page.locator("[name=description]").input_value()
    assert page.title().startswith("কাজ দিন")
    page.locator("[data-next]").click()
    expect(page.locator("[data-topic=graphics-design]")).to_have_attribute("open", "")
    page.locator("[name=title]").wait_for(state="hidden")
    page.go_back()
    expect(page.locator("[name=title]")).to_be_visible()
    walker.go_to_last_step()
    expect(page.locator("#prices")).to_contain_text("একই রকম কাজ")
    walker.fill(budget_min="50", budget_max="40", duration_days="7")
    walker.press("main form button.wide")
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("[name=budget_max]")).to_be_visible()


def test_what_a_visitor_typed_is_there_after_a_reload_and_in_another_language(window):
    walker = window(width=360, language="bn")
    page = walker.page
    walker.go("/jobs/new/")
    walker.fill(topic="graphics-design", title="মিষ্টির দোকানের ব্যানার", description="ছাপার মাপে দুটি ব্যানার।")
    page.locator("[data-next]").click()
    page.locator("[value=banner-design]").check()
    page.reload()
    expect(page.locator("[value=banner-design]")).to_be_checked()
    expect(page.locator("[value=banner-design]")).to_be_visible()  # the same step
    expect(page.locator("[name=title]")).to_have_value("মিষ্টির দোকানের ব্যানার")
    page.locator("header a.switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=description]")).to_have_value("ছাপার মাপে দুটি ব্যানার।")


def test_a_field_that_is_reached_by_keyboard_is_not_behind_the_bar_of_a_phone(window):
    walker = window(width=360, language="bn")
    page = walker.page
    walker.go("/jobs/new/")
    page.locator("[name=title]").focus()
    page.keyboard.press("Tab")
    expect(page.locator("[name=description]")).to_be_focused()
    bottom, bar = (page.locator(each).bounding_box() for each in ("[name=description]", ".main-action"))
    assert bottom["y"] + bottom["height"] <= bar["y"]
