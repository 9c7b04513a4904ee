"""From sign-up to a profile in the search; and pages for anonymous visitors."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.people import OWN_PASSWORD, confirmation_key, new_address, new_graduate

VARIANTS = [pytest.param(360, "bn", True, id="phone-bn"), pytest.param(1280, "en", False, id="desk-en-no-script")]


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_sign_up_claim_profile_and_search_result(window, served, officer, width, language, script):
    serial, code = officer.issue("Shapla Begum")
    walker = window(width=width, language=language, script=script)
    email = sign_up_by_form(walker, served)

    walker.go("/claim/")
    walker.fill(serial=serial.lower(), claim_code="wrong-00000")
    walker.press("main form button.wide")
    expect(walker.page.locator("#errors")).to_be_visible()
    expect(walker.page.locator('[name="serial"]')).to_have_value(re.compile(serial, re.I))
    walker.fill(claim_code=code)
    walker.press("main form button.wide")

    walker.go("/profile/")
    word = email.split("@")[0]
    walker.fill(headline_en=f"Clean data {word}", headline_bn="পরিষ্কার ডাটা এন্ট্রি", story_en="I type fast.")
    walker.fill(rate="৫")
    walker.press('main form[action="/profile/"] button.wide')
    walker.press("main button[name=publish]")
    expect(walker.page.locator("#errors")).to_be_visible()  # is the suggested spelling of the name right?
    walker.fill(other_name="")
    walker.press("main button[name=publish]")

    visitor = window(width=width, language=language, script=script)
    visitor.go(f"/talent/?q={word}")
    card = visitor.page.locator("#list h3 a", has_text="Shapla").first  # others of that name may follow
    visitor.press(card)
    expect(visitor.page.locator("h1")).to_contain_text("Shapla")
    assert visitor.page.locator("html").get_attribute("lang") == language


def test_what_is_typed_into_the_sign_up_survives_another_language(window):
    walker = window(width=360, language="en")
    walker.go("/accounts/signup/")
    walker.fill(name="Shapla Begum", email="shapla@example.com", password1="12345678")
    walker.page.check('[name="side"][value="freelancer"]')
    walker.press("header .switch")
    expect(walker.page.locator("html")).to_have_attribute("lang", "bn")
    for name, value in {"name": "Shapla Begum", "email": "shapla@example.com", "password1": ""}.items():
        expect(walker.page.locator(f'[name="{name}"]')).to_have_value(value)
    expect(walker.page.locator('[name="side"][value="freelancer"]')).to_be_checked()


def sign_up_by_form(walker, base: str) -> str:
    """Sign up, with a form error first, confirm the address, sign in; gives the address."""
    email = new_address("Shapla")
    walker.go("/accounts/signup/")
    walker.fill(name="Shapla Begum", email=email, password1="12345678")
    walker.page.check('[name="side"][value="freelancer"]')
    walker.page.check('[name="consent"]')
    walker.press("main form[data-typed] button.wide")
    expect(walker.page.locator("#errors")).to_be_visible()  # only digits
    expect(walker.page.locator('[name="name"]')).to_have_value("Shapla Begum")
    walker.fill(password1=OWN_PASSWORD)
    walker.press("main form[data-typed] button.wide")
    assert "confirm-email" in walker.page.url
    walker.go(f"/accounts/confirm-email/{confirmation_key(base, email)}/")
    walker.press("main form button.wide")
    if not walker.page.locator("body.member").count():
        walker.sign_in(email, OWN_PASSWORD)
    return email


def test_anonymous_searches_and_switches_language(window):
    walker = window(width=360, language="bn")
    walker.go("/")
    walker.press(walker.page.locator(".switch", has_text="English").first)
    expect(walker.page.locator("html")).to_have_attribute("lang", "en")
    walker.press(walker.page.locator("header a.switch, footer a.switch").first)
    expect(walker.page.locator("html")).to_have_attribute("lang", "bn")
    walker.go("/talent/")
    walker.fill(form="main form.search", q="logo")
    walker.press("main form.search button")
    walker.sees(re.compile("[০-৯]"))
    assert not re.search(r"\$[0-9]|৳[0-9]", walker.page.inner_text("main")), "money in Bangla digits"
    profile = walker.page.locator("#list h3 a[href^='/talent/']").first
    address = profile.get_attribute("href")
    walker.press(profile)
    assert address in walker.page.url
    expect(walker.page.locator("main h1")).to_be_visible()


def test_the_setting_of_digits_applies_to_pages(window):
    walker = window(width=360, language="bn").sign_in("rina@demo.test", next_page="/settings/")
    digits_before = walker.page.locator('main [name="digits"]:checked').input_value()
    language = walker.page.locator('main [name="language"]:checked').input_value()
    for digits, pattern in (("latin", r"[0-9]"), ("bangla", r"[০-৯]")):
        save_settings(walker, "bn", digits)
        walker.go("/bids/")
        assert re.search(pattern, walker.page.inner_text("main aside"))
    save_settings(walker, language, digits_before)


def save_settings(walker, language: str, digits: str) -> None:
    walker.go("/settings/")
    walker.page.check(f'main [name="language"][value="{language}"]')
    walker.page.check(f'main [name="digits"][value="{digits}"]')
    walker.press('main form:has([name="digits"]) button[type=submit]')


def test_revoking_a_certificate_unpublishes_the_profile_at_once(window, served, officer):
    graduate = new_graduate(served, officer, "Moyna")
    me = graduate.get("me/profile/")
    page, api = f"/talent/{me['id']}/", f"{served}/api/v1/profiles/{me['id']}/"
    visitor = window()
    visitor.go(page)
    assert httpx.get(api).status_code == 200
    walker = window(width=1280).signed_in_as(officer.onu)
    walker.go(f"/staff/certificates/?q={graduate.serial}")
    walker.press(f'main a:has-text("{graduate.serial}")')
    walker.page.locator("details.ask > summary").click()
    walker.fill(reason="Issued in error")
    walker.press("main details.ask form button[type=submit]")
    walker.sees("Issued in error")
    assert visitor.page.goto(page).status == 200, "one officer alone revokes nothing"
    proposal = urlsplit(walker.page.url).path
    other = window(width=1280).signed_in_as(officer.oli)
    other.go(proposal)
    other.sees("Issued in error")
    other.page.locator("details.ask > summary").first.click()
    other.send("/release/")
    assert visitor.page.goto(page).status == 404
    assert httpx.get(api).status_code == 404
    listed = httpx.get(served + "/api/v1/profiles/", params={"q": "Moyna"}).json()["results"]
    assert me["id"] not in [each["id"] for each in listed]
    visitor.go("/talent/?q=Moyna")
    assert not visitor.page.locator(f'main a[href^="{page}"]').count()
    assert httpx.get(f"{served}/api/v1/certificates/{graduate.serial}/").json()["state"] == "revoked"


def test_browser_refuses_a_field_in_the_language_of_the_page(window):
    page = window(width=360, language="bn").page
    page.goto("/accounts/signup/")

    def message(name: str) -> str:
        return page.eval_on_selector(f'main form[data-typed] [name="{name}"]', "each => each.validationMessage")

    page.click("main form[data-typed] button.wide")
    assert message("name") == "এই ঘরটি পূরণ করুন।"
    assert message("side") == "এগুলোর একটি বেছে নিন।"
    assert message("consent") == "এগিয়ে যেতে এখানে টিক দিন।"
    page.fill('[name="name"]', "শাপলা")
    page.check('[name="side"][value="client"]')
    page.check('[name="consent"]')
    assert (message("name"), message("side"), message("consent")) == ("", "", "")


def test_chosen_files_are_named_beside_a_button_in_the_language_of_the_page(window):
    page = window(width=360, language="bn").sign_in("rina@demo.test").page
    page.goto("/profile/portfolio/")
    pick = page.locator(".pick").first
    expect(pick).to_contain_text("কোনো ফাইল বাছা হয়নি")
    pick.locator("input").set_input_files({"name": "নকশা.png", "mimeType": "image/png", "buffer": b"x"})
    expect(pick).to_contain_text("নকশা.png")
    pick.locator("input").focus()
    expect(pick.locator("input")).to_be_focused()
