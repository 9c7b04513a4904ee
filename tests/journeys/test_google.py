"""Signing up and in by Google in a browser: from the button over the stand-in's page, and back to where one was."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import new_address

VARIANTS = [pytest.param(360, "bn", True, id="phone-bn"), pytest.param(1280, "en", False, id="desk-en-no-script")]


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_new_client_comes_by_google_and_goes_on_with_the_job(window, width, language, script):
    email = new_address("nusrat")
    walker = window(width=width, language=language, script=script)
    walker.go("/accounts/signup/?next=/jobs/new/")
    walker.press("main .button.google")
    choose(walker, email)
    expect(walker.page.locator('[name="display_name"]')).to_have_value("Nusrat")
    walker.page.check('[name="consent"]')
    walker.press("main form button.wide")
    assert walker.page.url.endswith("/jobs/new/")
    walker.go("/settings/google/")
    walker.sees(email)

    other = window(width=width, language=language, script=script)
    other.go("/accounts/login/?next=/settings/")
    other.press("main .button.google")
    choose(other, email)
    assert other.page.url.endswith("/settings/")


def test_who_says_no_at_google_stands_at_the_sign_in_again(window):
    walker = window(width=360, language="bn")
    walker.go("/accounts/login/?next=/settings/")
    walker.press("main .button.google")
    walker.press('button[value="decline"]')
    assert "/accounts/login/?next=%2Fsettings%2F" in walker.page.url
    expect(walker.page.locator("body")).to_contain_text("কিছু বদলায়নি")


def choose(walker, email: str) -> None:
    walker.page.check('[name="person"][value="other"]')
    walker.fill(email=email, name="Nusrat Jahan")
    walker.press("main form button.wide:not([name])")
