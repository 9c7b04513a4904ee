"""A quarrel by the pages: claimed, answered, ruled, appealed, ruled again; at a phone and at a desk, with script and
without. Another one is settled by the two themselves."""

import pytest

from tests.journeys.people import OWN_PASSWORD, Officer, advance, agree_on, fund, new_graduate, sign_up

pytestmark = pytest.mark.xdist_group("served")
WAYS = [pytest.param(360, "bn", False, id="phone-bn-no-script"), pytest.param(1280, "en", True, id="desk-en")]
QUESTIONS = {"agreed": "Two drafts.", "happened": "They do not open.", "fair": "The half of it."}


@pytest.fixture(scope="module")
def desk(served):
    """Mitu's and Moni's browsers, behind the second factor."""
    browsers = [Officer.signed_in(served, name) for name in ("mitu", "moni")]
    yield browsers
    for browser in browsers:
        browser.close()


def delivered(served, officer, amount: str, language: str):
    """A contract of two new people whose work is handed in."""
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
    """From the workroom, by the questions, with the delivery and a message as proof."""
    walker.press(f'main a[href="/milestones/{milestone}/dispute/"]')
    walker.page.locator('main [name="reason"]').first.check()
    walker.fill(**QUESTIONS, claim=claim)
    walker.page.locator('main [name="deliveries"]').first.check()
    walker.page.locator('details:has([name="messages"]) > summary').click()
    walker.page.locator('main [name="messages"]').first.check()
    walker.press("main form button.wide")
    walker.sees("They do not open here.")


def rule(walker, dispute: int, share: str) -> None:
    """By whoever comes: where another moderator has it, it is taken over first."""
    walker.go(f"/disputes/{dispute}/rule/")
    if not walker.page.locator('main [name="grounds"]').count():
        taking = f'form[action="/disputes/{dispute}/hand-over/"]'
        walker.fill(taking, reason="She is away.")
        walker.press(f"main {taking} button")
    walker.fill(to_freelancer=share, reasons_en="The drafts are there.", reasons_bn="খসড়াগুলো ঠিকমতো আছে।")
    walker.page.locator('main [name="grounds"]').nth(1).check()
    walker.press('main form:has([name="grounds"]) button:not([name])')
    walker.press('main button[name="sure"]')


@pytest.mark.parametrize(("width", "language", "script"), WAYS)
def test_claimed_answered_ruled_and_appealed(window, served, officer, desk, width, language, script):
    client, graduate, contract, milestone = delivered(served, officer, "200.00", language)
    room = f"/contracts/{contract['id']}/"
    how = {"width": width, "language": language, "script": script}
    peter = sign_in(window(**how), client, room)
    open_dispute(peter, milestone, "150")
    dispute = client.get("disputes/")["results"][0]["id"]
    mala = sign_in(window(**how), graduate, "/my-work/")
    mala.press(f'main a[href="/disputes/{dispute}/"]')
    mala.fill('form[action$="/answer/"]', statement="They open in the agreed program.")
    mala.send(f"/disputes/{dispute}/answer/")
    advance(served, "P7D")
    mitu, moni = (window(**how).signed_in_as(browser) for browser in desk)
    mitu.go("/disputes/desk/?tab=all")
    assert mitu.page.locator(f'main a[href="/disputes/{dispute}/rule/"]').count() == 1
    rule(mitu, dispute, "90")
    mala.go(f"/disputes/{dispute}/")
    mala.sees({"en": "The drafts are there.", "bn": "খসড়াগুলো ঠিকমতো আছে।"}[language])
    mala.unfold(f"/disputes/{dispute}/appeal/")
    mala.fill('form[action$="/appeal/"]', statement="The drafts were approved.")
    mala.send(f"/disputes/{dispute}/appeal/")
    rule(moni, dispute, "120")
    assert client.get(f"disputes/{dispute}/")["state"] == "appealed"  # a day in which a mistake can be corrected
    advance(served, "P1D")
    found = client.get(f"disputes/{dispute}/")
    assert (found["state"], found["ending"]) == ("closed", "appeal")
    peter.go(f"/disputes/{dispute}/")
    peter.sees({"en": "$120.00", "bn": "$১২০.০০"}[language])
    peter.go(room)
    assert client.get(f"contracts/{contract['id']}/")["milestones"][0]["state"] == "split"


def test_the_two_settle_by_themselves(window, served, officer):
    client, graduate, contract, milestone = delivered(served, officer, "80.00", "en")
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
