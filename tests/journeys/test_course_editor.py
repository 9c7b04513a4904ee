"""A lesson is written in the browser: by keyboard, saved by itself, in two tabs, with and without script."""

import base64

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

DRAFT = "/staff/courses/data-entry/draft/"
LESSON = f"{DRAFT}lessons/formulas/"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
OUTPUT = ".keeping output"


@pytest.fixture
def writer(window) -> Walker:
    """A trainer with a new draft."""
    walker = window(width=1280).sign_in("tahmina@demo.test", next_page=DRAFT)
    if walker.page.locator("form[action$='/draft/discard/']").count():
        walker.unfold("/draft/discard/")
        walker.send("/draft/discard/")
        walker.go(DRAFT)
    walker.send("/draft/begin/")
    walker.go(LESSON)
    return walker


def test_a_lesson_is_written_saved_by_itself_and_not_overwritten(writer, window):
    page = writer.page
    english, bangla = page.locator("#id_text_en"), page.locator("#id_text_bn")
    english.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[aria-controls=id_text_en] button").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("What next")
    assert english.input_value().rstrip().endswith("\n\n## What next")
    expect(page.locator("#faults_en a[data-line]")).to_have_count(1, timeout=15_000)  # Bangla has no such part
    expect(page.locator(f"{OUTPUT}:not(:empty)")).to_be_visible()
    page.locator("#faults_en a[data-line]").click()
    selected = "() => { const { value, selectionStart: a, selectionEnd: b } = id_text_en; return value.slice(a, b); }"
    assert page.evaluate(selected) == "## What next"
    other = window(width=1280).sign_in("tahmina@demo.test", next_page=LESSON)
    bangla.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n## এরপর কী\n")
    expect(page.locator("#faults_bn .good")).to_be_visible(timeout=15_000)
    other.page.locator("#id_text_en").focus()
    other.page.keyboard.type("Elsewhere")
    refused = other.page.locator(".keeping[data-state=refused] output")
    expect(refused).to_be_visible(timeout=15_000)
    other.errors.clear()  # the answer 409
    assert "Elsewhere" in other.page.locator("#id_text_en").input_value()
    page.reload()
    assert "এরপর কী" in bangla.input_value()
    assert "Elsewhere" not in english.input_value()


def test_what_was_typed_without_a_connection_is_saved_later(writer):
    page = writer.page
    with writer.off_line():
        page.locator("#id_text_en").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type("\n\nTyped on the train.\n")
        expect(page.locator(".keeping[data-state=failed] output")).to_be_visible(timeout=15_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".keeping[data-state=saved] output")).to_be_visible(timeout=15_000)
    page.reload()
    assert "Typed on the train." in page.locator("#id_text_en").input_value()


def test_a_picture_comes_where_one_wrote_and_the_draft_is_submitted(writer):
    page = writer.page
    text = page.locator("#id_text_en").input_value()
    at = text.index("\n\n## ")
    page.locator("#id_text_en").evaluate(f"area => {{ area.focus(); area.setSelectionRange({at}, {at}); }}")
    page.get_by_text("ছবি যোগ করুন").or_(page.get_by_text("Add a picture")).first.click()
    page.set_input_files("[name=picture]", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    writer.fill(alt_en="A dot", alt_bn="একটি বিন্দু")
    writer.press(page.locator("details:has([name=picture]) button[type=submit]"))
    for name, alt in (("en", "A dot"), ("bn", "একটি বিন্দু")):
        written = page.locator(f"#id_text_{name}").input_value()
        assert f"![{alt}](pictures/" in written
        assert written.index(f"![{alt}]") < written.index("\n## ")
    writer.press("button[name=preview]")
    expect(page.locator(".side img")).not_to_have_count(0)
    writer.go(DRAFT)
    writer.send("/draft/submit/")
    assert "/staff/course-versions/" in page.url


def test_without_script_a_lesson_is_written_too(writer, window):
    plain = window(script=False, language="bn").sign_in("tahmina@demo.test", next_page=LESSON)
    page = plain.page
    area = page.locator("#id_text_bn")
    area.fill(area.input_value() + "\n\n#### অতিরিক্ত\n")
    plain.press("main button[type=submit]:not([name])")
    expect(page.locator("#faults_bn li")).to_have_count(1)
    expect(page.locator("#faults_bn q")).to_have_text("#### অতিরিক্ত")
    plain.go(DRAFT)
    plain.send("/draft/submit/")
    expect(page.locator("#errors a")).to_have_count(1)
