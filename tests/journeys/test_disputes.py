"""A dispute on the pages: opened, answered, ruled, appealed, ruled again; on a phone and a desktop, with script and
without. Another one is settled by the parties."""

import pytest

from tests.journeys.people import OWN_PASSWORD, Officer, advance, agree_on, fund, new_graduate, sign_up

VARIANTS = [pytest.param(360, "bn", False, id="phone-bn-no-script"), pytest.param(1280, "en", True, id="desk-en")]
QUESTIONS = {"agreed": "Two drafts.", "happened": "They do not open.", "fair": "The half of it."}


@pytest.fixture(scope="module")
def desk(served):
    """Browsers of Mitu and Moni, signed in with the second factor."""
    browsers = [Officer.signed_in(served, name) for name in ("mitu", "moni")]
    yield browsers
    for browser in browsers:
        browser.close()


def contract_with_delivery(served, officer, amount: str, language: str):
    """A contract of two new users with delivered work."""
    client, graduate = sign_up(served, "Peter", language), new_graduate(served, officer, "Mala", language)
    contract = agree_on(client, graduate, amount)
    milestone = contract["milestones"][0]["id"]
    fund(client, milestone)
    graduate.post(f"milestones/{milestone}/submit/", {"note": "Done.", "files": []})
    client.post(f"conversations/{contract['conversation']}/messages/", {
        "client_id": "5f1c1f6e-0000-4000-8000-00000000000a", "text": "They do not open here.",
    })  # fmt: skip
    return client, graduate, contract, milestone


def sign_in(walker, person, page: str):
    return walker.sign_in(person.email, OWN_PASSWORD, page)


def open_dispute(walker, milestone: int, claim: str) -> None:
    """Open it from the workroom: answer the questions, attach the delivery and a message as evidence."""
    walker.press(f'main a[href="/milestones/{milestone}/dispute/"]')
    walker.page.locator('main [name="reason"]').first.check()
    walker.fill(**QUESTIONS, claim=claim)
    walker.page.locator('main [name="deliveries"]').first.check()
    walker.page.locator('details:has([name="messages"]) > summary').click()
    walker.page.locator('main [name="messages"]').first.check()
    walker.press("main form button.wide")
    walker.sees("They do not open here.")


def rule(walker, dispute: int, share: str) -> None:
    """Give a ruling; a dispute that is assigned to another moderator is taken over first."""
    walker.go(f"/disputes/{dispute}/rule/")
    if not walker.page.locator('main [name="grounds"]').count():
        takeover_form = f'form[action="/disputes/{dispute}/hand-over/"]'
        walker.fill(takeover_form, reason="She is away.")
        walker.press(f"main {takeover_form} button")
    walker.fill(to_freelancer=share, reasons_en="The drafts are there.", reasons_bn="খসড়াগুলো ঠিকমতো আছে।")
    walker.page.locator('main [name="grounds"]').nth(1).check()
    walker.press('main form:has([name="grounds"]) button:not([name])')
    walker.press('main button[name="sure"]')


@pytest.mark.parametrize(("width", "language", "script"), VARIANTS)
def test_dispute_is_opened_answered_ruled_and_appealed(window, served, officer, desk, width, language, script):
    client, graduate, contract, milestone = contract_with_delivery(served, officer, "200.00", language)
    room = f"/contracts/{contract['id']}/"
    options = {"width": width, "language": language, "script": script}
    peter = sign_in(window(**options), client, room)
    open_dispute(peter, milestone, "150")
    dispute = client.get("disputes/")["results"][0]["id"]
    mala = sign_in(window(**options), graduate, "/my-work/")
    mala.press(f'main a[href="/disputes/{dispute}/"]')
    mala.fill('form[action$="/answer/"]', statement="They open in the agreed program.")
    mala.send(f"/disputes/{dispute}/answer/")
    advance(served, "P7D")
    mitu, moni = (window(**options).signed_in_as(browser) for browser in desk)
    mitu.go("/disputes/desk/?tab=all")
    assert mitu.page.locator(f'main a[href="/disputes/{dispute}/rule/"]').count() == 1
    rule(mitu, dispute, "90")
    mala.go(f"/disputes/{dispute}/")
    mala.sees({"en": "The drafts are there.", "bn": "খসড়াগুলো ঠিকমতো আছে।"}[language])
    mala.unfold(f"/disputes/{dispute}/appeal/")
    mala.fill('form[action$="/appeal/"]', statement="The drafts were approved.")
    mala.send(f"/disputes/{dispute}/appeal/")
    rule(moni, dispute, "120")
    assert client.get(f"disputes/{dispute}/")["state"] == "appealed"  # for a day the ruling can be corrected
    advance(served, "P1D")
    result = client.get(f"disputes/{dispute}/")
    assert (result["state"], result["ending"]) == ("closed", "appeal")
    peter.go(f"/disputes/{dispute}/")
    peter.sees({"en": "$120.00", "bn": "$১২০.০০"}[language])
    peter.go(room)
    assert client.get(f"contracts/{contract['id']}/")["milestones"][0]["state"] == "split"


def test_dispute_is_settled_by_an_offer(window, served, officer):
    client, graduate, contract, milestone = contract_with_delivery(served, officer, "80.00", "en")
    peter = sign_in(window(width=1280), client, f"/contracts/{contract['id']}/")
    open_dispute(peter, milestone, "60")
    dispute = client.get("disputes/")["results"][0]["id"]
    here = f"/disputes/{dispute}/"
    mala = sign_in(window(), graduate, here)
    mala.fill('form[action$="/offer/"]', to_freelancer="50")
    mala.send(here + "offer/")
    peter.go(here)
    peter.press('main form[action$="/decline/"] button')
    peter.fill('form[action$="/offer/"]', to_freelancer="45")
    peter.send(here + "offer/")
    mala.go(here)
    mala.page.locator("main .ask > summary").first.click()
    mala.press('main form[action$="/accept/"] button')
    mala.sees("$45.00")
    assert client.get(f"disputes/{dispute}/")["ending"] == "settled"
