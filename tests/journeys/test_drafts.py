"""What is typed into a form stays on the device until it is sent."""

import httpx
import pytest
from playwright.sync_api import expect

BRIEF = "A map of the tea gardens, with names in Bangla."


@pytest.fixture
def writing(window):
    """A client who has typed half a job."""
    walker = window(width=360).sign_in("carla@demo.test")
    walker.go("/jobs/new/")
    walker.page.locator("[name=title]").press_sequentially("A map")
    walker.page.locator("[name=description]").press_sequentially(BRIEF)
    walker.fill(topic="graphics-design")
    walker.go_to_last_step()
    walker.page.locator("[name=budget][value=fixed]").check()
    walker.until(f"() => Object.values(localStorage).some((draft) => draft.includes({BRIEF!r}))")
    return walker


def typed(walker):
    return [
        walker.page.locator("[name=title]").input_value(),
        walker.page.locator("[name=description]").input_value(),
        walker.page.locator("[name=budget][value=fixed]").is_checked(),
    ]


def test_a_draft_survives_reload_language_and_a_new_sign_in(writing):
    writing.page.reload()
    writing.sees("Your text is back")
    assert typed(writing) == ["A map", BRIEF, True]
    writing.go("/help/")
    writing.lose_session()
    writing.go("/about/")
    writing.sign_in("carla@demo.test", next_page="/jobs/new/")
    writing.sees("Your text is back")
    writing.page.locator("#menu summary").click()
    writing.press("#menu .switch")
    writing.sees("আপনার লেখা ফিরে এসেছে")
    assert typed(writing) == ["A map", BRIEF, True]
    writing.page.get_by_role("button", name="নতুন করে শুরু করুন").click()
    assert typed(writing) == ["", "", False]
    writing.page.locator("#menu summary").click()
    writing.press("#menu .switch")
    assert typed(writing) == ["", "", False]


def test_a_draft_survives_a_session_that_is_gone_when_it_is_sent(writing):
    writing.fill(duration_days="9", budget_min="120")
    writing.context.clear_cookies(name="sessionid")
    writing.press("main form button.wide")
    writing.go("/accounts/login/?next=/jobs/new/")
    writing.sees("What you wrote is kept on this device")
    writing.sign_in("carla@demo.test", next_page="/jobs/new/")
    writing.sees("Your text is back")
    assert typed(writing) == ["A map", BRIEF, True]


def test_a_draft_survives_a_refusal_and_ends_when_it_is_sent(writing):
    writing.fill(duration_days="9")
    writing.press("main form button.wide")
    writing.sees("Please correct this")
    writing.go("/help/")
    writing.go("/jobs/new/")
    assert typed(writing) == ["A map", BRIEF, True]
    writing.go_to_last_step()
    writing.fill(budget_min="120")
    writing.press("main form button.wide")
    writing.sees("Your draft is saved")
    writing.go("/jobs/new/")
    assert typed(writing) == ["", "", False]


@pytest.mark.parametrize("leave", ["sign out", "another user"])
def test_nobody_else_finds_a_draft(writing, leave):
    if leave == "sign out":
        writing.page.locator("#menu summary").click()
        writing.press('#menu form[action$="/logout/"] button')
    else:
        writing.lose_session()
        writing.sign_in("omar@demo.test")
    writing.until(f"() => !Object.values(localStorage).some((draft) => draft.includes({BRIEF!r}))")


def test_the_total_of_an_order_follows_what_was_chosen_or_came_back_before_htmx(window, served):
    services = httpx.get(f"{served}/api/v1/services/?q=logo").json()["results"]
    service = next(each for each in services if each["freelancer"]["display_name"] == "Farida")
    packages = httpx.get(f"{served}/api/v1/services/{service['id']}/").json()["packages"]
    walker = window(width=1280)
    walker.page.add_init_script("delete Navigator.prototype.serviceWorker")  # what it fetches cannot be held
    page, held = walker.sign_in("carla@demo.test").page, []
    page.route("**/htmx-2*.js", lambda route: held.append(route))
    page.goto(f"/services/{service['id']}/order/")
    walker.wait(lambda: held, "htmx was asked for")
    page.locator(f'[name=package][value="{packages[1]["id"]}"]').check()
    walker.until("() => Object.keys(localStorage).some((key) => key.includes(':form:/services/'))")
    held.pop().continue_()
    expect(page.locator("#sums")).to_contain_text(packages[1]["price"]["amount"])
    page.reload()
    walker.wait(lambda: held, "htmx was asked for")
    walker.sees("Your text is back")
    held.pop().continue_()
    expect(page.locator("#sums")).to_contain_text(packages[1]["price"]["amount"])
