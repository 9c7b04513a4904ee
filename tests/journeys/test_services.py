"""A service is found, ordered, paid, and becomes a contract: on a phone and a desktop, with script and without."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import OWN_PASSWORD, advance, new_graduate, sign_up

VARIANTS = [pytest.param(360, "en", True, id="phone-en"), pytest.param(1280, "bn", False, id="desk-bn-no-script")]


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def publish_service(graduate, title: str) -> dict:
    """Create and publish a service over the API."""
    service = graduate.post("services/", {
        "title_en": title, "title_bn": "নাম টাইপ", "description_en": "Fast and clean.", "topic": "data-entry",
        "packages": [
            {"name": "100 rows", "price": money("20.00"), "days": 2, "revisions": 1},
            {"name": "500 rows", "price": money("60.00"), "days": 5, "revisions": 2},
        ],
        "extras": [{"name": "Checked twice", "price": money("10.00"), "days": 1}],
        "questions": ["Which columns?"],
    })  # fmt: skip
    return graduate.post(f"services/{service['id']}/publish/")


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_service_is_found_ordered_paid_and_becomes_a_contract(window, served, officer, width, language, script):
    client, graduate = (
        sign_up(served, "Peter", language),
        new_graduate(served, officer, {"en": "Jui", "bn": "Shiuli"}[language], language),
    )
    title = f"Zirconium lists {width}"
    service = publish_service(graduate, title)
    peter = window(width=width, language=language, script=script).sign_in(client.email, OWN_PASSWORD, "/services/")
    peter.fill(form="form.search", q=title)
    peter.press("form.search button")
    peter.press(f'main h3 a[href="/services/{service["id"]}/"]')
    choose_package(peter, service, script)
    peter.press('button[name="pay"]')
    assert "/sandbox/stripe/checkout/" in peter.page.url
    peter.press('button[value="decline"]')
    peter.press('button[value="succeed"]')
    advance(served, "PT0S")
    contract = client.get("contracts/")["results"][0]
    peter.go(f"/contracts/{contract['id']}/")
    peter.sees("Name and telephone.")
    assert contract["milestones"][0]["state"] == "funded"
    jui = window(width=width, language=language, script=script).sign_in(graduate.email, OWN_PASSWORD, "/notifications/")
    assert jui.page.locator("main li, main article").count()
    jui.go(f"/contracts/{contract['id']}/")
    jui.sees("Checked twice")
    jui.go("/services/mine/")
    expect(jui.page.locator("main .rows li")).to_have_count(1)


def choose_package(peter, service: dict, script: bool) -> None:
    """Choose the second package with an extra and an answer; the total is shown, and the input stays."""
    peter.press(f'main a[href*="/order/?package={service["packages"][1]["id"]}"]')
    peter.page.locator('main [name="extras"]').first.check()
    peter.fill(answer_0="Name and telephone.")
    if script:
        expect(peter.page.locator("#sums")).to_contain_text("73.50")
    else:
        peter.press('button[name="count"]')
        peter.sees("৭৩.৫০")
        expect(peter.page.locator('[name="answer_0"]')).to_have_value("Name and telephone.")
