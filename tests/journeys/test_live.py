"""Pages on which people wait show by themselves what others do, and leave alone what somebody writes or ticks."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import OWN_PASSWORD, agree_on, fund, money, new_graduate, post_job, sign_up

VARIANTS = [pytest.param(360, "bn", id="phone-bn"), pytest.param(1280, "en", id="desk-en")]
NEVER_LOADED_AGAIN = "window.isSame === true"


def wait_on(walker, person, page: str):
    """Sign in, open the page, and wait until its socket is open."""
    walker.sign_in(person.email, OWN_PASSWORD, page)
    walker.until("document.documentElement.dataset.live === 'open'")
    walker.page.evaluate("window.isSame = true")
    return walker


def place_bid(person, job: int, letter: str) -> int:
    terms = {"amount": money("90"), "days": 5, "milestones": [], "cover_letter": letter}
    return person.post(f"jobs/{job}/bids/", terms)["id"]


@pytest.mark.parametrize(("width", "language"), VARIANTS)
def test_bids_come_while_the_client_compares(window, served, officer, width, language):
    client = sign_up(served, "Peter", language)
    first, second, third = (new_graduate(served, officer, name, language) for name in ("Joba", "Mala", "Shila"))
    job = post_job(client, money("90"))["id"]
    bid = place_bid(first, job, "I typed ten thousand.")
    place_bid(second, job, "I typed twenty thousand.")
    peter = wait_on(window(width=width, language=language), client, f"/jobs/{job}/")
    tick = peter.page.locator(f'#bids [name="bid"][value="{bid}"]')
    tick.check()
    tick.focus()
    place_bid(third, job, "I typed thirty thousand.")
    peter.sees("I typed thirty thousand.", "#bids")
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    first.post(f"bids/{bid}/withdraw/")
    expect(tick).to_have_count(0)
    assert peter.page.evaluate(NEVER_LOADED_AGAIN)


@pytest.mark.parametrize(("width", "language"), VARIANTS)
def test_dispute_goes_on_while_a_party_writes(window, served, officer, width, language):
    client, graduate = sign_up(served, "Peter", language), new_graduate(served, officer, "Mala", language)
    milestone = agree_on(client, graduate, "90.00")["milestones"][0]["id"]
    fund(client, milestone)
    dispute = client.post(
        f"milestones/{milestone}/disputes/", {"claim": money("60"), "statement": "No draft came.", "files": []}
    )["id"]
    here = f"/disputes/{dispute}/"
    peter = wait_on(window(width=width, language=language), client, here)
    mala = wait_on(window(width=width, language=language), graduate, here)
    mala.fill(f'form[action="{here}offer/"]', to_freelancer="45")
    peter.unfold(f"{here}say/")
    statement = peter.page.locator(f'form[action="{here}say/"] [name="statement"]')
    statement.fill("Half a sentence")
    graduate.post(f"disputes/{dispute}/answer/", {"statement": "They came on Monday.", "files": []})
    peter.sees("They came on Monday.")
    expect(statement).to_have_value("Half a sentence")
    expect(statement).to_be_focused()
    expect(mala.page.locator(f'form[action="{here}answer/"]')).to_have_count(0)  # answered on another device
    expect(mala.page.locator('[name="to_freelancer"]')).to_have_value("45")
    mala.send(f"{here}offer/")
    expect(peter.page.locator('main form[action$="/accept/"]')).to_have_count(1)
    expect(statement).to_have_value("Half a sentence")
    assert peter.page.evaluate(NEVER_LOADED_AGAIN)


def test_delivery_that_came_while_nobody_looked_is_fetched_and_opened_with_the_first_look(window, served, officer):
    client, graduate = sign_up(served, "Peter", "en"), new_graduate(served, officer, "Mala", "en")
    contract = agree_on(client, graduate, "90.00")
    milestone = contract["milestones"][0]["id"]
    fund(client, milestone)
    hide = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
    walker = window(width=1280, language="en")
    walker.page.add_init_script(hide % "true")  # from the start: no look is under way when the delivery comes
    peter = wait_on(walker, client, f"/contracts/{contract['id']}/")
    graduate.post(f"milestones/{milestone}/submit/", {"note": "All ten pages.", "files": []})
    peter.page.wait_for_timeout(1500)
    expect(peter.page.locator("main")).not_to_contain_text("All ten pages.")
    assert deliveries(graduate, milestone)[0]["opened_at"] is None
    peter.page.evaluate(hide % "false" + ", document.dispatchEvent(new Event('visibilitychange'))")
    peter.sees("All ten pages.")
    assert deliveries(graduate, milestone)[0]["opened_at"]
    assert peter.page.evaluate(NEVER_LOADED_AGAIN)


def deliveries(person, milestone: int):
    return person.get(f"milestones/{milestone}/deliveries/")["results"]
