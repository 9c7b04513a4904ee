"""From a job to the payout, on the pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import OWN_PASSWORD, advance, agree_on, fund, new_graduate, sign_up

VARIANTS = [pytest.param(360, "en", True, id="phone-en"), pytest.param(1280, "bn", False, id="desk-bn-no-script")]
STATE = "main article .badge"


@pytest.fixture(scope="module")
def pairs(served, officer):
    """A new client and a new freelancer for each language."""
    return {
        each: (sign_up(served, "Peter", each), new_graduate(served, officer, "Joba", each)) for each in ("en", "bn")
    }


def sign_in(walker, person, page: str):
    return walker.sign_in(person.email, OWN_PASSWORD, page)


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_job_bid_counteroffer_and_contract(window, pairs, width, language, script):
    client, graduate = pairs[language]
    peter = sign_in(window(width=width, language=language, script=script), client, "/jobs/new/")
    job = post_a_job(peter)
    peter.go(f"/talent/{graduate.get('me/profile/')['id']}/")
    peter.page.select_option('[name="job"]', job.strip("/").split("/")[-1])
    peter.send("/invite/")

    joba = sign_in(window(width=width, language=language, script=script), graduate, f"{job}bid/")
    bid = place_a_bid(joba)

    peter.go(f"{bid}terms/")
    peter.fill(amount="80", days="5", amount_0="45", amount_1="35")
    peter.press("main form button.wide")
    joba.go("/notifications/")
    assert joba.page.locator("main li, main article").count()
    joba.go(bid)
    joba.unfold(f"{bid}accept/")
    joba.press(f'main form[action="{bid}accept/"] button[type=submit]')
    assert re.search(r"/contracts/\d+/", joba.page.url)
    assert joba.page.locator("main article").count() == 2
    peter.go("/contracts/")
    assert peter.page.locator(f'main a[href="{joba.page.url.removeprefix(joba.base)}"]').count()
    peter.go(job)
    assert peter.page.locator(f'main form[action$="{job}close/"]').count() == 0  # filled


def post_a_job(walker) -> str:
    """Post a job, with a form error first that keeps the input; gives the path of the job."""
    walker.fill(title="Type 300 invoices", description="Scanned invoices,\none sheet.", topic="data-entry")
    walker.go_to_last_step()
    walker.fill(budget_min="১২০", budget_max="50", duration_days="7")
    walker.press("main form button.wide")
    expect(walker.page.locator("#errors")).to_be_visible()
    typed = {"title": "Type 300 invoices", "topic": "data-entry", "budget_max": re.compile("50|৫০")}
    for name, text in typed.items():
        expect(walker.page.locator(f'main [name="{name}"]').first).to_have_value(text)
    expect(walker.page.locator('main [name="description"]')).to_have_value("Scanned invoices,\none sheet.")
    walker.fill(budget_min="50", budget_max="120")
    walker.press("main form button.wide")
    walker.send("/publish/")
    page = walker.page.url.removeprefix(walker.base)  # the people who fit, or the job where nobody does
    job = re.match(r"/jobs/\d+/", page)
    assert job, page
    return job.group()


def place_a_bid(walker) -> str:
    """Bid in Bangla digits, first with milestones that do not sum to the amount; gives the path of the bid."""
    walker.fill(cover_letter="আমি দশ হাজার চালান টাইপ করেছি।", amount="৯০", days="৫")
    walker.page.locator("details:has([name=title_0]) > summary").click()
    walker.fill(title_0="First half", amount_0="৫০", days_0="৩", title_1="Second half", amount_1="30", days_1="2")
    walker.press("main form button.wide")
    expect(walker.page.locator("#errors")).to_be_visible()
    expect(walker.page.locator('[name="cover_letter"]')).to_have_value("আমি দশ হাজার চালান টাইপ করেছি।")
    expect(walker.page.locator('[name="title_1"]')).to_have_value("Second half")
    walker.fill(amount_1="40")
    walker.press("main form button.wide")
    match = re.search(r"/bids/\d+/", walker.page.url)
    assert match, walker.page.inner_text("main")
    return match.group()


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_funding_delivery_changes_and_approval(window, pairs, tmp_path, width, language, script):
    client, graduate = pairs[language]
    contract = agree_on(client, graduate, "45.00")
    page, milestone = f"/contracts/{contract['id']}/", contract["milestones"][0]["id"]
    peter = sign_in(window(width=width, language=language, script=script), client, page)
    joba = sign_in(window(width=width, language=language, script=script), graduate, page)
    pay(peter, page, milestone, decline=True)
    assert_milestone_states(client, contract, "funded")
    deliver(joba, page, milestone, "Here are 150.", tmp_path)
    peter.go(page)
    peter.unfold(f"/milestones/{milestone}/request-changes/")
    peter.fill(form=f'form[action="/milestones/{milestone}/request-changes/"]', note="Dates as 2026-11-24, please.")
    peter.send(f"/milestones/{milestone}/request-changes/")
    joba.go(page)
    joba.sees("Dates as 2026-11-24")
    deliver(joba, page, milestone, "Done.")
    peter.go(page)
    peter.unfold(f"/milestones/{milestone}/approve/")
    peter.send(f"/milestones/{milestone}/approve/")
    assert_milestone_states(client, contract, "released")
    joba.go("/money/")
    joba.sees("45" if language == "en" else "৪৫")


def test_automatic_release_after_14_days_and_payout(window, served, officer):
    client, graduate = sign_up(served, "Peter", "bn"), new_graduate(served, officer, "Kona", "bn")
    contract = agree_on(client, graduate, "80.00")
    page, milestone = f"/contracts/{contract['id']}/", contract["milestones"][0]["id"]
    fund(client, milestone)
    kona = sign_in(window(language="bn", script=False), graduate, page)
    deliver(kona, page, milestone, "The rest.")
    advance(served, "P14D")
    assert_milestone_states(client, contract, "released")
    kona.go("/money/")
    assert kona.page.locator('main form[action="/money/payout/"]').count() == 0  # clearing
    advance(served, "P5D")
    request_payout(kona, served)
    peter = sign_in(window(width=1280, language="bn", script=False), client, "/money/")
    peter.sees("৮৪")  # the charge with the fee of 5 %


def pay(walker, page: str, milestone: int, decline: bool = False) -> None:
    """Pay on the payment page and return, with a declined payment first on request."""
    walker.go(page)
    walker.send(f"/milestones/{milestone}/fund/")
    assert "/sandbox/stripe/checkout/" in walker.page.url
    if decline:
        walker.press('button[value="decline"]')
        expect(walker.page.locator(".notice.bad")).to_be_visible()
    walker.press('button[value="succeed"]')
    assert "/sandbox/" not in walker.page.url
    advance(walker.base, "PT0S")  # the worker has processed the webhook
    walker.go(page)
    expect(walker.page.locator(f'form[action$="/milestones/{milestone}/fund/"]')).to_have_count(0)


def deliver(walker, page: str, milestone: int, note: str, folder=None) -> None:
    form = f'form[action="/milestones/{milestone}/submit/"]'
    walker.go(page)
    walker.fill(form=form, note=note)
    if folder:
        (folder / "চালান.csv").write_text("a,b\n1,2\n")
        walker.page.locator(f'{form} [name="uploads"]').set_input_files(str(folder / "চালান.csv"))
    walker.send(f"/milestones/{milestone}/submit/")
    walker.sees(note)
    if folder:
        walker.sees("চালান.csv")


def request_payout(walker, base: str) -> None:
    walker.go("/money/")
    walker.send("/money/account/")
    walker.press('button[value="complete"]')
    advance(base, "PT0S")
    walker.go("/money/")
    walker.press('main form[action="/money/payout/"] button[type=submit]')  # all of it
    advance(base, "P5D")
    walker.go("/money/payouts/")
    walker.sees("৮০")
    expect(walker.page.locator("main .badge.good")).to_have_count(1)


def assert_milestone_states(client, contract: dict, *states: str) -> None:
    milestones = client.get(f"contracts/{contract['id']}/")["milestones"]
    assert [each["state"] for each in milestones] == list(states)


@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_double_click_moves_money_once(window, pairs, language):
    client, graduate = pairs[language]
    contract = agree_on(client, graduate, "45.00")
    page, milestone = f"/contracts/{contract['id']}/", contract["milestones"][0]["id"]
    peter = sign_in(window(language=language), client, page)
    click_twice(peter, f"/milestones/{milestone}/fund/")
    assert "/sandbox/stripe/checkout/" in peter.page.url
    checkout = peter.page.url
    fund(client, milestone)
    peter.page.goto(checkout)  # cannot be paid twice
    assert peter.page.locator('button[value="succeed"]').count() == 0
    graduate.post(f"milestones/{milestone}/submit/", {"note": "Done.", "files": []})
    peter.go(page)
    peter.unfold(f"/milestones/{milestone}/approve/")
    click_twice(peter, f"/milestones/{milestone}/approve/")
    peter.sees("45" if language == "en" else "৪৫")
    result = client.get(f"contracts/{contract['id']}/")["milestones"][0]
    assert (result["state"], result["released"]["amount"], result["held"]["amount"]) == ("released", "45.00", "0.00")
    peter.go("/money/")
    links = peter.page.locator(f'main a[href*="{page}"]:not([href*="record"])')
    assert links.count() == 2  # funded once, released once


def click_twice(walker, action: str) -> None:
    button = walker.page.locator(f'main form[action="{action}"] button[type=submit]')
    with walker.page.expect_navigation():
        button.dblclick()
    walker.page.wait_for_load_state()
